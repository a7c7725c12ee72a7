# `baton demo`: each story from beginning to end, over real sockets.
source "${BASH_SOURCE%/*}/lib.bash"

# in_order TEXT...: lines of the last run that come one after the other.
in_order() {
  local text from=1 at
  for text in "$@"; do
    at=$(tail -n "+$from" last.out | grep -nE -m 1 -- "$text" | cut -d : -f 1) || true
    [[ -n $at ]] || fail "baton $command_line: not there, or out of order: $text"
    from=$((from + at))
  done
}
left='\|<-+ '
right='\|-+ '

# The stories are told side by side: finish FORM waits for one.
declare -A running
for form in attended semi-attended rejected busy no-answer cancelled gone-early hold outside; do
  start "$form" demo "--$form"
  running[$form]=$id
done
finish() {
  wait_end "$1" "${running[$1]}"
}

run demo
expect 0
in_order 'Bob +sip:bob@127.0.0.1:' ' ms +Bob +Alice +Carol' 'Alice calls Bob' \
  "${left}INVITE .*Bob: onInviteIncoming" "${right}180 Ringing .*Alice: onInviteRinging 180" \
  "${right}200 OK .*Alice: onInviteAnswered" "${left}ACK .*Bob: onInviteConnected" \
  "${right}REFER .*Alice: onReceivedRefer" "${left}200 OK .*Bob: onReferAccepted" \
  "${left}NOTIFY 100 Trying, active .*Bob: onTransferTrying" \
  "${left}NOTIFY 180 Ringing, active .*Bob: onTransferRinging" \
  "${left}NOTIFY 200 OK, terminated .*Bob: onACTVTransferSuccess" \
  "${right}BYE .*Alice: onInviteClosed" "${right}BYE .*Carol: onInviteClosed" \
  'onReceivedRefer +Alice at ' 'onReferAccepted +Bob at ' 'onReferRejected +not in this story' \
  'onTransferTrying +Bob at ' 'onTransferRinging +Bob at ' 'onACTVTransferSuccess +Bob at ' \
  'onACTVTransferFailure +not in this story' "Alice's call was transferred from Bob to Carol"
expect 0 "\\| +${right}INVITE .*Carol: onInviteIncoming"
expect_not $'\033'
expect_not 'strangers'

finish rejected
expect 0
in_order "${right}REFER .*Alice: onReceivedRefer" "${left}603 Decline .*Bob: onReferRejected 603 Decline" \
  "${right}BYE .*Alice: onInviteClosed" 'onReferAccepted +not in this story' 'onReferRejected +Bob at .* 603' \
  'Alice refused'
expect_not 'Bob: onTransfer'

finish busy
expect 0
in_order "${left}200 OK .*Bob: onReferAccepted" 'Bob: onTransferTrying' 'Bob: onTransferRinging' \
  '486 Busy Here .*Alice: onInviteFailure 486' \
  "${left}NOTIFY 486 Busy Here, terminated .*Bob: onACTVTransferFailure 486" \
  "${right}BYE .*Alice: onInviteClosed" 'onACTVTransferFailure +Bob at .* 486' 'Carol was busy'

# Bob consults Carol; she is not rung again, and hears of the new call and of the end of the old one.
finish attended
expect 0 'Bob had asked Carol'
in_order 'Bob: onInviteAnswered' "${right}REFER .*Alice: onReceivedRefer" 'Bob: onReferAccepted' \
  "${right}INVITE .*Carol: onInviteIncoming" 'Carol.s phone has answered' \
  'Bob: onACTVTransferSuccess' "${right}BYE .*Alice: onInviteClosed" "${right}BYE .*Carol: onInviteClosed"
expect 0 'Bob: onInviteClosed' 'Carol: onInviteClosed' 'onTransferRinging +not in this story'

finish semi-attended
expect 0 'while Carol.s phone rang'
in_order 'Bob: onInviteRinging' 'the REFER waits until Carol answers' 'Carol answers' 'Bob: onInviteAnswered' \
  "${right}REFER .*Alice: onReceivedRefer" 'Bob: onACTVTransferSuccess'

finish no-answer
expect 0 'Carol did not answer'
in_order "${right}INVITE .*Carol: onInviteIncoming" 'Carol: onInviteFailure 487' \
  "${left}NOTIFY 408 .*Bob: onACTVTransferFailure 408" "${right}BYE .*Alice: onInviteClosed"

finish cancelled
expect 0 'Alice reached Carol all the same' 'onACTVTransferFailure Bob at .* 487 reports cancelled'
in_order 'Bob: onTransferRinging' 'Bob: onACTVTransferFailure 487' "${right}SUBSCRIBE" 'Carol answers'

finish gone-early
expect 0 'the reports of the transfer outlived the call'
in_order 'Bob: onReferAccepted' "${right}BYE .*Alice: onInviteClosed" 'Carol answers' \
  "${left}NOTIFY 200 OK, terminated .*Bob: onACTVTransferSuccess"

finish hold
expect 0 'Alice was on hold when Bob transferred her'
in_order "${right}INVITE .*Alice: onRemoteHold" 'Bob: onInviteUpdated' "${right}REFER .*Alice: onReceivedRefer" \
  'Bob: onACTVTransferSuccess'

finish outside
expect 0 'with whom she had no call'
in_order "${right}REFER .*Alice: onReceivedRefer" 'Bob: onReferAccepted' "${right}INVITE .*Carol: onInviteIncoming" \
  'Bob: onACTVTransferSuccess' "${right}BYE .*Carol: onInviteClosed"

# The transcript is all that is printed.
run demo --attended --transcript text
expect 0 '^ +[0-9.]+  Bob -> Alice  REFER \([0-9]+\) to sip:carol@.* with Replaces$' '^ +Bob: onReferAccepted$' \
  '^ +by this message: a 2xx accepts the REFER, 200 and 202 alike$' '^ +row 6, RFC 7647 5$' \
  'Alice -> Carol  INVITE \([0-9]+\) with Replaces$' 'table 3, RFC 3891 3'
expect_not 'user agents on this machine'
run demo --rejected --transcript mermaid
expect 0 '^sequenceDiagram$' '^    participant P0 as Bob$' '^    P0->>P1: REFER ' '^    P1-->>P0: 603 Decline ' \
  '^    Note over P0: onReferRejected 603 Decline<br/>a final answer refuses the REFER.*<br/>row 8, RFC 3515 2.4.2$'

run demo --capture demo.pcap --color always
expect 0 $'\033'
[[ $(head -c 4 demo.pcap | od -An -tx1 | tr -d ' ') == d4c3b2a1 ]] || fail 'the capture is no pcap file'
[[ $(grep -ac 'REFER sip:alice@' demo.pcap) -ge 1 ]] || fail 'the capture holds no REFER'
# The environment's wish counts where a terminal is found; `always` is stronger.
NO_COLOR=1 run demo --color never
expect_not $'\033'

run demo --capture no/such/folder/x.pcap
expect 2 'cannot write no/such/folder/x.pcap: No such file'

# A port that is taken is named, with what to do.
start_answer taken
[[ $port -lt 65533 ]] && { run demo --port "$port"; expect 4 "port $port is in use" '--port'; }

if [[ -e /proc/net/if_inet6 ]] && grep -q '^00000000000000000000000000000001' /proc/net/if_inet6; then
  run demo --ipv6
  expect 0 'Bob +sip:bob@\[::1\]:' "Alice's call was transferred"
fi

# Ctrl-C ends it early, in order.
start early demo
wait_for early.out 'Bob: onInviteConnected'
code=0
command_line='demo, interrupted'
kill -TERM "$id"
wait "$id" || code=$?
cp early.out last.out
cp early.err last.err
expect 130 'interrupted' 'BYE'
