# The ACK comes after 1.8 s: the 200 is sent again until then (RFC 3261 13.3.1.4), and one call connects.
take_port bob_port
start_baton_answer alice alice_uri
start_sipp bob "$bob_port" late_ack "${alice_uri#sip:*@}" -s alice
expect_end bob 0
stop_baton alice
expect_no_junk alice
(($(count alice ' sent .* 200 OK \(1 INVITE\)') > 1)) || fail 'the 200 was not sent again'
[[ $(count alice ' callback onInviteConnected ') == 1 ]] || fail 'connected not just once'
