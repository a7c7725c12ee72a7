# SIPp in each role of an attended transfer. Where it has two calls there are two of it, which tell each other (-3pcc).
for name in alice carol; do know "$name"; done
start_wire
[[ $case_name != kamailio_* ]] || start_proxy
start_answerer alice --hang-up-after 4
start_answerer carol --hang-up-after 1.5

# twins FIRST SECOND TARGET ARGUMENT...: two that play these scenarios; the second calls the target. No octet of their
# Call-ID needs an escape in a URI.
twins() {
  local port
  take_port port
  for name in "$1" "$2"; do [[ -v sip_port[$name] ]] || know "$name"; done
  start_sipp "$2" "${sip_port[$2]}" "$2" "127.0.0.1:${proxy_port:-${sip_port[$3]}}" -s "$3" -3pcc "127.0.0.1:$port"
  start_sipp "$1" "${sip_port[$1]}" "$1" -3pcc "127.0.0.1:$port" -cid_str '%u-%p-twin' "${@:4}"
}

# As transferor: Alice is referred to Carol.
know attended_consultation
twins attended_transferor attended_consultation carol "127.0.0.1:${proxy_port:-${sip_port[alice]}}" -s alice \
  -key carol_port "${sip_port[carol]}" -key consultation_port "${sip_port[attended_consultation]}"
expect_end attended_transferor 0
expect_end attended_consultation 0
wait_for carol ' action hangUp session=2'

# As transferee: Baton has it take over the call with Carol.
twins attended_transferee attended_replacement carol
start_caller bob "${uri_of[attended_transferee]}" --refer "${uri_of[carol]}" --attended --after 0.1
wait_for bob ' outcome '
expect_end attended_transferee 0
expect_end attended_replacement 0
expect_outcome bob onReferAccepted onTransferTrying onACTVTransferSuccess

# As target: Baton has Alice take over its call.
know attended_target
start_sipp attended_target "${sip_port[attended_target]}" attended_target -m 2
start_caller rob "${uri_of[alice]}" --refer "${uri_of[attended_target]}" --attended --after 0.1
wait_for rob ' outcome '
expect_end attended_target 0
# The Replaces of the second INVITE names the dialog of the first ACK.
dialog=$(tr -d '\r' <"$work/attended_target.messages" | awk '
  /^ACK / { acknowledged = 1 }
  acknowledged && /^From:/ { sub(/.*tag=/, ""); from_tag = $0 }
  acknowledged && /^To:/ { sub(/.*tag=/, ""); to_tag = $0 }
  acknowledged && /^Call-ID:/ { call_id = $2 }
  acknowledged && /^$/ { print call_id ";to-tag=" to_tag ";from-tag=" from_tag; exit }')
grep -qF "Replaces: $dialog" "$work/attended_target.messages" || fail "no INVITE replaces $dialog"
wait_for alice ' action hangUp session=4'

# As target that still rings: its answer is waited for; where Alice is to replace the ringing call it refuses her (RFC 3891
# 3); or the call is cancelled and the transfer goes on blind.
semi_attended() {
  know "$1"
  start_sipp "$1" "${sip_port[$1]}" "$2" -m 2
  start_caller "ask_$1" "${uri_of[alice]}" --refer "${uri_of[$1]}" --attended --after 0.1 "${@:3}"
  wait_for "ask_$1" ' outcome '
}
semi_attended waited_for ringing_target --early wait
semi_attended unyielding still_ringing --early replace
semi_attended cancelled still_ringing --early cancel
for name in waited_for unyielding cancelled; do expect_end "$name" 0; done

expect_gone bob 0 rob 0 ask_waited_for 0 ask_unyielding 8 ask_cancelled 0
expect_nothing_held alice carol
judge_wire <<TEXT
attended_transferor alice 202 | 100 200. | target 200 | replaced, ended by carol | ended by attended_transferor
bob attended_transferee 202 | 100 200. | ended by bob
rob alice 200 | 100 200. | target 200 | replaced, ended by rob | ended by rob
ask_waited_for alice 200 | 100 180 200. | target 200 | replaced, ended by ask_waited_for | ended by ask_waited_for
ask_unyielding alice 200 | 100 481. | target 481 | replaced, ended by nobody | ended by ask_unyielding
ask_cancelled alice 200 | 100 200. | target 200 | ended by ask_cancelled
TEXT
