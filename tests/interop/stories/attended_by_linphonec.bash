# linphonec has a call with Alice and one with the target, and asks Alice to take over the latter. Its Refer-To has the
# target's address of record, without a port: the target is at 5060, or where the proxy finds it.
for name in alice bob carol lisa; do know "$name"; done
start_wire
if [[ $case_name == kamailio_* ]]; then
  start_proxy 5060
  uri_of[carol]=sip:carol@127.0.0.1
  uri_of[lisa]=sip:lisa@127.0.0.1
else
  at carol 127.0.0.1 5060
  at lisa 127.0.0.2 5060
fi
start_phone bob
start_phone lisa -a
start_phone anna -a
start_answerer alice
start_answerer carol --hang-up-after 3
start_answerer stern --refer reject

# transfer TRANSFEREE TARGET
transfer() {
  from_now alice bob carol lisa anna
  tell bob "call ${uri_of[$1]}"
  wait_for bob 'Call [0-9]+ with .* connected'
  first=$(last_call bob)
  tell bob "pause $first"
  wait_for bob "Call $first with .* is now paused"
  from_now bob
  tell bob "call ${uri_of[$2]}"
  wait_for bob 'Call [0-9]+ with .* connected'
  second=$(last_call bob)
  tell bob "transfer $first --to-call $second"
}

# It ends both calls itself when it hears of the success, the target's too if the target has not done so.
transfer alice carol
wait_for bob "Call $first with .* ended"
wait_for carol ' callback onInviteClosed '
wait_for carol ' action hangUp session=2'
wait_for alice ' callback onInviteClosed session=2'

transfer alice lisa
wait_for bob "Call $first with .* ended"
tell lisa 'terminate all'
wait_for alice ' callback onInviteClosed session=4'

transfer anna carol
wait_for bob "Call $first with .* ended"
# Or both would end that call.
wait_for anna 'Call [0-9]+ with .*bob.* ended'
tell anna 'terminate all'
wait_for carol ' callback onInviteClosed session=4'

# Refused: both calls stay.
transfer stern carol
wait_for stern ' sent .* 603 Decline \([0-9]+ REFER\)'
from_now bob
sleep 1
tell bob calls
wait_for bob "^$first .*Paused"
wait_for bob "^$second .*StreamsRunning"
tell bob 'terminate all'
wait_for stern ' callback onInviteClosed '
wait_for carol ' callback onInviteClosed session=5'

let_linger
expect_nothing_held alice carol stern
for name in bob lisa anna; do stop_linphonec "$name"; done
judge_wire --without-180 <<TEXT
bob alice 202 | 100 200. | target 200 | replaced, ended by carol | ended by bob
bob alice 202 | 100 200. | target 200 | replaced, ended by lisa | ended by bob
bob anna 202 | 100 200. | target 200 | replaced, ended by carol | ended by bob
bob stern 603 | ended by bob
TEXT
