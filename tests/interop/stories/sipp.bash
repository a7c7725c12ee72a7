# SIPp by the book and not so, in each role, through a proxy that stays in every dialog.
know alice
start_wire
start_proxy
# Long after the transferors have hung up, so that it is the new calls which she ends.
start_answerer alice --hang-up-after 2.5 --realm interop --password secret

# transfer_peer SCENARIO CODE CALLBACK...: with $options too, a `baton call` calls a SIPp that plays the scenario, refers it, and must end
# with the code, having heard exactly these callbacks.
transfer_peer() {
  know "$1"
  start_sipp "$1" "${sip_port[$1]}" "$1"
  from=sip:baton@127.0.0.1 start_caller "refer_$1" "${uri_of[$1]}" --refer sip:carol@127.0.0.1 "${options[@]}"
  wait_for "refer_$1" ' outcome '
  expect_end "$1" 0
  expect_outcome "refer_$1" "${@:3}"
  callers+=("refer_$1" "$2")
}
callers=()
options=(--after 0)

# be_referred SCENARIO TARGET: a SIPp that plays the scenario calls Alice and refers her to another, which plays the
# target.
be_referred() {
  from_now alice
  know "$1"
  know "$2_of_$1"
  start_sipp "$2_of_$1" "${sip_port[$2_of_$1]}" "$2"
  start_sipp "$1" "${sip_port[$1]}" "$1" "127.0.0.1:$proxy_port" -s alice -key carol_port "${sip_port[$2_of_$1]}"
  expect_end "$1" 0
}

transfer_peer transferee 0 onReferAccepted onTransferTrying onTransferRinging onACTVTransferSuccess
transfer_peer refuses_refer 7 onReferRejected
transfer_peer refers_later 0 onReferAccepted onTransferTrying onACTVTransferSuccess
transfer_peer target_is_busy 8 onReferAccepted onTransferTrying onTransferRinging onACTVTransferFailure
transfer_peer notifies_sloppily 0 onReferAccepted onTransferTrying onACTVTransferSuccess
transfer_peer notifies_first 0 onReferAccepted onTransferTrying onACTVTransferSuccess
transfer_peer notifies_swapped 0 onReferAccepted onTransferTrying onTransferRinging onACTVTransferSuccess
transfer_peer hangs_up_at_once 0 onReferAccepted onTransferTrying onTransferRinging onACTVTransferSuccess
options=(--after 0 --cancel-after 0.3 --hang-up-after 1)
transfer_peer stops_reports 0 onReferAccepted onTransferTrying onACTVTransferFailure
# A challenge of whoever is behind the proxy is answered where its realm is the account's, and there only.
options=(--after 0 --realm interop --password secret)
transfer_peer challenges_refer 0 onReferAccepted onTransferTrying onACTVTransferSuccess
options=(--outside)
transfer_peer transferee_outside 0
[[ $(outcome_of refer_transferee_outside -1) == 'onReferAccepted onTransferTrying onTransferRinging onACTVTransferSuccess ' ]]

be_referred transferor target
be_referred transferor_challenges target
be_referred transferor_hangs_up target
be_referred transferor_told_of_failure target_moved
be_referred transferor_unsubscribes target
for name in target_of_transferor target_of_transferor_challenges target_of_transferor_hangs_up \
  target_moved_of_transferor_told_of_failure target_of_transferor_unsubscribes; do
  expect_end "$name" 0
done
let_linger
expect_gone "${callers[@]}"
expect_nothing_held alice
judge_wire <<TEXT
refer_transferee transferee 202 | 100 180 200. | ended by refer_transferee
refer_refuses_refer refuses_refer 603 | ended by refer_refuses_refer
refer_refers_later refers_later 491 | ended by refer_refers_later
refer_refers_later refers_later 202 | 100 200. | ended by refer_refers_later
refer_target_is_busy target_is_busy 202 | 100 180 486. | ended by refer_target_is_busy
refer_notifies_sloppily notifies_sloppily 202 | 100 200. | ended by refer_notifies_sloppily
refer_notifies_first notifies_first 202 | 100 200. | ended by refer_notifies_first
refer_notifies_swapped notifies_swapped 202 | 180 100!500 200. | ended by refer_notifies_swapped
refer_hangs_up_at_once hangs_up_at_once 202 | 100 180 200. | ended early by hangs_up_at_once
refer_stops_reports stops_reports 202 | 100 100. | ended later by refer_stops_reports
refer_challenges_refer challenges_refer 401 | ended by refer_challenges_refer
refer_challenges_refer challenges_refer 202 | 100 200. | ended by refer_challenges_refer
refer_transferee_outside transferee_outside 202 | 100 180 200. | never ended
transferor alice 202 | 100 180 200. | target 200 | ended by transferor
transferor_challenges alice 202 | 100 180 200. | target 200 | ended by transferor_challenges
transferor_hangs_up alice 202 | 100 180 200. | target 200 | ended early by transferor_hangs_up
transferor_told_of_failure alice 202 | 100 302. | target 302 | ended by transferor_told_of_failure
transferor_unsubscribes alice 202 | 100 180 180. | target 200 | ended by transferor_unsubscribes
TEXT
