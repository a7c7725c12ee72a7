# `baton demo`: each story from beginning to end, over real sockets.
source "${BASH_SOURCE%/*}/lib.bash"

# in_order TEXT...: lines of the last run that come one after the other.
in_order() {
  local text from=1 at
  for text in "$@"; do
    at=$(tail -n "+$from" last.out | grep -nE -m 1 -- "$text" | cut -d : -f 1)
    [[ -n $at ]] || fail "baton $command_line: not there, or out of order: $text"
    from=$((from + at))
  done
}
left='\|<-+ '
right='\|-+ '

run demo
expect 0
in_order 'Bob +sip:bob@127.0.0.1:' ' ms +Bob +Alice +Carol' 'Alice calls Bob' \
  "${left}INVITE .*Bob: onInviteIncoming" "${right}180 Ringing .*Alice: onInviteRinging 180" \
  "${right}200 OK .*Alice: onInviteAnswered" "${left}ACK .*Bob: onInviteConnected" \
  "${right}REFER .*Alice: onReceivedRefer" "${left}202 Accepted .*Bob: onReferAccepted" \
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

run demo --rejected
expect 0
in_order "${right}REFER .*Alice: onReceivedRefer" "${left}603 Decline .*Bob: onReferRejected 603 Decline" \
  "${right}BYE .*Alice: onInviteClosed" 'onReferAccepted +not in this story' 'onReferRejected +Bob at .* 603' \
  'Alice refused'
expect_not 'Bob: onTransfer'

run demo --busy
expect 0
in_order "${left}202 Accepted .*Bob: onReferAccepted" 'Bob: onTransferTrying' 'Bob: onTransferRinging' \
  '486 Busy Here .*Alice: onInviteFailure 486' \
  "${left}NOTIFY 486 Busy Here, terminated .*Bob: onACTVTransferFailure 486" \
  "${right}BYE .*Alice: onInviteClosed" 'onACTVTransferFailure +Bob at .* 486' 'Carol was busy'

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
