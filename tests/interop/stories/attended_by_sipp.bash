# SIPp in each role of an attended transfer. Where it has two calls there are two of it, which tell each other (-3pcc).
start_wire
start_answerer alice --hang-up-after 4
start_answerer carol --hang-up-after 1.5

# twins FIRST SECOND TARGET ARGUMENT...: two that play these scenarios; the second calls the target. No octet of their
# Call-ID needs an escape in a URI.
twins() {
  local port
  take_port port
  for name in "$1" "$2"; do [[ -v sip_port[$name] ]] || know "$name"; done
  start_sipp "$2" "${sip_port[$2]}" "$2" "127.0.0.1:${sip_port[$3]}" -s "$3" -3pcc "127.0.0.1:$port"
  start_sipp "$1" "${sip_port[$1]}" "$1" -3pcc "127.0.0.1:$port" -cid_str '%u-%p-twin' "${@:4}"
}

# As transferor: Alice is referred to Carol.
know attended_consultation
twins attended_transferor attended_consultation carol "127.0.0.1:${sip_port[alice]}" -s alice \
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

expect_gone bob 0 rob 0
expect_nothing_held alice carol
judge_wire <<TEXT
attended_transferor alice 202 | 100 200. | target 200 | replaced, ended by carol | ended by attended_transferor
bob attended_transferee 202 | 100 200. | ended by bob
rob alice 200 | 100 200. | target 200 | replaced, ended by rob | ended by rob
TEXT
