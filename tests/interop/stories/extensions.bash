# SIPp refers Baton without reports (RFC 7614, RFC 4488), subscribes to them by itself, and refers it without a call.
linger=70 # the final state of a REFER that required explicitsub is kept for 64 s (RFC 7614 4.7)
start_wire
# Long after the transferors have hung up, so that it is the new calls which she ends.
start_answerer alice --outside --hang-up-after 3

for name in transferor_wants_no_reports transferor_can_do_without_reports transferor_subscribes transferor_outside; do
  know "$name"
  know "target_of_$name"
  start_sipp "target_of_$name" "${sip_port[target_of_$name]}" target
  start_sipp "$name" "${sip_port[$name]}" "$name" "127.0.0.1:${sip_port[alice]}" -s alice \
    -key carol_port "${sip_port[target_of_$name]}"
  expect_end "$name" 0
done
for name in transferor_wants_no_reports transferor_can_do_without_reports transferor_subscribes transferor_outside; do
  expect_end "target_of_$name" 0
done
let_linger
expect_nothing_held alice
judge_wire <<TEXT
transferor_wants_no_reports alice 200 | target 200 | ended by transferor_wants_no_reports
transferor_can_do_without_reports alice 200 | target 200 | ended by transferor_can_do_without_reports
transferor_subscribes alice 200 | 180 200. | target 200 | ended by transferor_subscribes
transferor_outside alice 202 | 100 180 200. | target 200 | never ended
TEXT
