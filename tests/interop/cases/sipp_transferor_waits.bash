# A REFER that is decided late: 100 at 7*T1, and the decision when it is made.
take_port bob_port
make_stdin alice
start_baton_answer alice alice_uri --refer ask
start_sipp bob "$bob_port" transferor_waits "${alice_uri#sip:*@}" -s alice -key carol_port 9
wait_for alice ' sent .* 100 Trying \(2 REFER\)'
tell alice n
expect_end bob 0
stop_baton alice
expect_no_junk alice
[[ $(count alice ' callback onReceivedRefer ') == 1 ]] || fail 'a retransmission was heard as another REFER'
(($(count alice ' received .* REFER \(2\)') > 1)) || fail 'the REFER was not sent again'
# Both times are printed to the millisecond: 3.5 s, less what their rounding takes.
asked=$(time_of alice ' callback onReceivedRefer ')
told=$(time_of alice ' sent .* 100 Trying \(2 REFER\)')
((told - asked > 3490)) || fail "the 100 came after $((told - asked)) ms"
