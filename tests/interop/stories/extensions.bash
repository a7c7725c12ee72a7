# REFERs that ask for other reports than those of RFC 3515: none, in words that the peer may ignore (Refer-Sub: false, RFC
# 4488); none (nosub), or those that the transferor subscribes to by itself (explicitsub, both RFC 7614). And REFERs
# without a call, heeded.
for name in alice lisa carol; do know "$name"; done
start_wire
[[ $case_name != kamailio_* ]] || start_proxy
# Long after the transferors have hung up, so that it is the new calls which she ends.
start_answerer alice --outside --hang-up-after 3
start_answerer carol --hang-up-after 0.5
start_phone lisa -a

# ---- SIPp asks, Baton is the transferee ----

for name in transferor_wants_no_reports transferor_can_do_without_reports transferor_subscribes transferor_outside; do
  know "$name"
  know "target_of_$name"
  start_sipp "target_of_$name" "${sip_port[target_of_$name]}" target
  start_sipp "$name" "${sip_port[$name]}" "$name" "127.0.0.1:${proxy_port:-${sip_port[alice]}}" -s alice \
    -key carol_port "${sip_port[target_of_$name]}"
  expect_end "$name" 0
done

# ---- Baton asks ----

outcomes=()
# ask NAME URI REPORTS CODE OPTION...: which must end with the code.
ask() {
  start_caller "$1" "$2" --reports "$3" --after 0 "${@:5}"
  wait_for "$1" ' outcome '
  outcomes+=("$1" "$4")
}

# Another Baton, which keeps what became of it for 64 s (RFC 7614 4.7).
know slow_target
start_sipp slow_target "${sip_port[slow_target]}" slow_target
from=sip:sipp@127.0.0.1 ask subscribes "${uri_of[alice]}" explicitsub 0 \
  --refer "sip:carol@127.0.0.1:${sip_port[slow_target]}"
expect_end slow_target 0
explicitsub_over=$SECONDS

# ask_peer NAME SCENARIO REPORTS CODE CALLBACK...: of a SIPp that plays the scenario; $events is where its reports are.
ask_peer() {
  know "$1"
  start_sipp "$1" "${sip_port[$1]}" "$2" -key extension "$3" -key events "${events:-}"
  from=sip:baton@127.0.0.1 ask "ask_$1" "${uri_of[$1]}" "$3" "$4" --refer sip:carol@127.0.0.1 "${options[@]}"
  expect_end "$1" 0
  expect_outcome "ask_$1" "${@:5}"
}
options=()

# events_of NAME SCENARIO: another SIPp that plays it, where the reports of the first are.
events_of() {
  local port
  take_port port
  also+=("127.0.0.1:$port=$1")
  start_sipp "events_of_$1" "$port" "$2"
  events=events-of-$1@127.0.0.1:$port
}

# Nobody is let in where the reports should be: the outcome stays unknown, and is given up after 64*T1.
know forbids
events_of forbids forbids_events
start_sipp forbids "${sip_port[forbids]}" reports_elsewhere -key events "$events"
from=sip:baton@127.0.0.1 start_caller ask_forbids "${uri_of[forbids]}" --reports explicitsub --after 0 \
  --refer sip:carol@127.0.0.1
expect_end events_of_forbids 0

events_of elsewhere reports_at
ask_peer elsewhere reports_elsewhere explicitsub 0 onReferAccepted onTransferTrying onTransferRinging \
  onACTVTransferSuccess
events_of wants_explicitsub reports_at
ask_peer wants_explicitsub wants_explicitsub implicit 0 onReferAccepted onTransferTrying onTransferRinging \
  onACTVTransferSuccess
expect_end events_of_elsewhere 0
expect_end events_of_wants_explicitsub 0

ask_peer no_explicitsub knows_no_extension explicitsub 0 onReferAccepted onTransferTrying onACTVTransferSuccess
ask_peer no_nosub knows_no_extension nosub 0 onReferAccepted onTransferTrying onACTVTransferSuccess
ask_peer all_the_same reports_all_the_same norefersub 0 onReferAccepted onTransferTrying onACTVTransferSuccess
# An outcome that nobody tells is unknown, or a success if the application says so.
ask_peer nothing reports_nothing nosub 8 onReferAccepted onACTVTransferFailure
options=(--no-reports-mean-success)
ask_peer none grants_no_reports norefersub 0 onReferAccepted onACTVTransferSuccess
ask_peer wants_nosub wants_nosub implicit 0 onReferAccepted onACTVTransferSuccess

# ask_phone NAME REPORTS SECONDS: of linphonec, which must have reported that long after the outcome is there.
ask_phone() {
  from_now lisa carol
  ask "$1" "${uri_of[lisa]}" "$2" 0 --refer "${uri_of[carol]}" --hang-up-after "$3" --no-reports-mean-success
  wait_for carol ' action hangUp '
  wait_for lisa "Call [0-9]+ with .*$1.* ended"
  wait_for lisa 'Call [0-9]+ with .*carol.* ended'
}
ask_phone phone_norefersub norefersub 0.5
ask_phone phone_explicitsub explicitsub 0.5
ask_phone phone_nosub nosub 3

wait_for ask_forbids ' outcome ' 40
expect_outcome ask_forbids onReferAccepted onACTVTransferFailure
expect_end forbids 0
expect_gone "${outcomes[@]}" ask_forbids 8
linger=70 let_linger "$explicitsub_over"
expect_nothing_held alice carol
stop_linphonec lisa
for name in transferor_wants_no_reports transferor_can_do_without_reports transferor_subscribes transferor_outside; do
  expect_end "target_of_$name" 0
done
# linphonec heeds no Require in a REFER: it reports as ever.
judge_wire <<TEXT
transferor_wants_no_reports alice nosub 200 | target 200 | ended by transferor_wants_no_reports
transferor_can_do_without_reports alice norefersub 200 | target 200 | ended by transferor_can_do_without_reports
transferor_subscribes alice explicitsub 200 | 180 200. | target 200 | ended by transferor_subscribes
transferor_outside alice 202 | 100 180 200. | target 200 | never ended
subscribes alice explicitsub 200 | 100 180 200. | target 200 | ended by subscribes
ask_forbids forbids explicitsub 200 | ended by ask_forbids
ask_elsewhere elsewhere explicitsub 200 | 180 200. | ended by ask_elsewhere
ask_wants_explicitsub wants_explicitsub 421 | ended by ask_wants_explicitsub
ask_wants_explicitsub wants_explicitsub explicitsub 200 | 180 200. | ended by ask_wants_explicitsub
ask_no_explicitsub no_explicitsub explicitsub 420 | ended by ask_no_explicitsub
ask_no_explicitsub no_explicitsub 202 | 100 200. | ended by ask_no_explicitsub
ask_no_nosub no_nosub nosub 420 | ended by ask_no_nosub
ask_no_nosub no_nosub 202 | 100 200. | ended by ask_no_nosub
ask_all_the_same all_the_same norefersub 202 | 100 200. | ended by ask_all_the_same
ask_nothing nothing nosub 200 | ended by ask_nothing
ask_none none norefersub 202 | ended by ask_none
ask_wants_nosub wants_nosub 421 | ended by ask_wants_nosub
ask_wants_nosub wants_nosub nosub 200 | ended by ask_wants_nosub
phone_norefersub lisa norefersub 202 | 100 200. | target 200 | ended later by phone_norefersub
phone_explicitsub lisa explicitsub 202 | 100 200. | target 200 | ended later by phone_explicitsub
phone_nosub lisa nosub 202 | 100 200. | target 200 | ended later by phone_nosub
TEXT
