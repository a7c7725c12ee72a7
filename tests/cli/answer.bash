# `baton answer`: as a party to calls, and on its own.
source "${BASH_SOURCE%/*}/lib.bash"

start_answer alone --user carol
[[ $uri == "sip:carol@127.0.0.1:$port" ]] || fail "the URI is $uri"
run answer --port "$port"
expect 4 "port $port of 127.0.0.1 is in use: choose another with --port"
end alone "$id"
expect 0 'ending "interrupted"' 'ended messages_received=0 .*malformed=0'

run answer --port 0 --local 192.0.2.1
expect 4 '192.0.2.1 is not an address of this machine' '--local'
run answer --port 0 --local localhost
expect 4 "'localhost' is not an IPv4 or IPv6 address" '--local'
run answer --port 0 --user 'a b'
expect 64 'cannot stand in a SIP URI'
run answer --port 0 --proxy 127.0.0.1
expect 64 'the proxy is none' '--proxy'
run answer --port 0 --for 0
expect 0 'ending "the time of --for is over"' 'ended messages_received='
run answer --port 0 --for 0 --capture /no/such/folder/x
expect 2 'cannot write /no/such/folder/x'

# Each event is a line of its own, with its fields.
start_answer once --once --ring 0.2 --trace --capture once.pcap
answer_id=$id
run call "$uri" --hang-up-after 0
expect 0 'callback onInviteRinging session=1 code=180' 'callback onInviteConnected session=1' \
  'outcome code=0 "hung up"'
wait_end once "$answer_id"
expect 0 'received 127.0.0.1:[0-9]+ INVITE \(' 'sent 127.0.0.1:[0-9]+ 180 Ringing \(' \
  'callback onInviteIncoming session=1 from="sip:baton@127.0.0.1:[0-9]+" to="sip:baton@' \
  'action answerCall session=1 result=0' 'callback onInviteClosed session=1' 'ending "the call is over"'
grep -aq 'INVITE sip:' once.pcap || fail 'the capture holds no INVITE'

# It hangs up by itself.
start_answer brief --hang-up-after 0.1 --once
brief_id=$id
run call "$uri"
expect 0 'outcome code=0 "the peer hung up"'
wait_end brief "$brief_id"
expect 0 'action hangUp session=1 result=0' 'ending "the call is over"'

# SIGTERM hangs up what stands.
start_answer busy
answer_id=$id
start caller call "$uri"
caller_id=$id
wait_for caller.out 'callback onInviteConnected'
end busy "$answer_id"
expect 0 'ending "interrupted"'
wait_end caller "$caller_id"
expect 0 'callback onInviteClosed session=1' 'outcome code=0 "the peer hung up"'

# A question is answered on standard input; without one the answer is no.
# Whoever else is to live on is started before the pipe is opened, whose end they would hold open.
start_answer target
target=$uri
target_id=$id
mkfifo answers
"$baton" answer --port 0 --refer ask <answers >ask.out 2>ask.err &
answer_id=$!
started+=("$answer_id")
exec 7>answers
wait_for ask.out ' listening '
uri=$(sed -n 's/^[0-9.]* listening //p' ask.out)
for reply in y n; do
  start "$reply" call "$uri" --refer "$target" --after 0
  started_id=$id
  wait_for ask.out "question refer=$([[ $reply == y ]] && echo 1 || echo 2) to=\"$target\""
  printf 'perhaps\n%s\n' "$reply" >&7
  wait_end "$reply" "$started_id"
  [[ $reply == y ]] && expect 0 'onReferAccepted' 'onACTVTransferSuccess'
  [[ $reply == n ]] && expect 7 'onReferRejected session=1 code=603'
done
exec 7>&-
run call "$uri" --refer "$target" --after 0
expect 7 'onReferRejected session=1 code=603'
# Nobody is referred to himself.
run call "$uri" --refer "$uri" --after 0
expect 7 'onReferRejected session=1 code=403'
end target "$target_id"
kill -TERM "$answer_id"

# What becomes of the old call, and how a REFER is refused.
start_answer carol --user carol
carol=$uri
start_answer leaver --old-call hang-up --decide-after 0.2
run call "$uri" --refer "$carol" --after 0
expect 0 'callback onInviteClosed session=1' 'callback onACTVTransferSuccess session=1'
grep -q 'action hangUp session=1 result=0' leaver.out || fail 'the old call was not hung up'
# Hold, accept, keep; and back to the old call where the new one fails.
start_answer absent --reject 486
absent=$uri
start_answer keeper --old-call hold
run call "$uri" --refer "$carol" --after 0
expect 0 'callback onRemoteHold session=1' 'callback onACTVTransferSuccess session=1'
run call "$uri" --refer "$absent" --after 0 --hang-up-after 0.5
expect 8 'callback onRemoteHold session=1' 'callback onACTVTransferFailure session=1 code=486' 'callback onRemoteUnHold session=1'
start_answer refuser --refer reject --refer-status 486
run call "$uri" --refer "$carol" --after 0
expect 7 'callback onReferRejected session=1 code=486'
start_answer teller --once --old-call hang-up --transcript mermaid
teller_id=$id
run call "$uri" --refer "$absent" --after 0
wait_end teller "$teller_id"
expect 0 '^sequenceDiagram$' '^    participant P0 as here$' '^    P1->>P0: REFER ' 'Note over P0: onReceivedRefer<br/>' \
  '^    P0->>P[0-9]: INVITE ' '^    P0->>P1: NOTIFY 486 Busy Here, terminated '
# REFERs outside of calls, heeded where that is switched on.
start_answer desk --outside
run call "$uri" --refer "$carol" --outside
expect 0 'callback onReferAccepted session=-1' 'callback onACTVTransferSuccess session=-1' 'outcome code=0 "transferred"'
grep -q 'callback onReceivedRefer session=-1 refer=1' desk.out || fail 'the desk was not asked'
