# Baton has a call with Alice and one with the target, and asks Alice to take over the latter (RFC 3891).
for name in alice bob carol; do know "$name"; done
start_wire
[[ $case_name != kamailio_* ]] || start_proxy
start_phone alice -a
start_phone lisa -a
start_phone rita
start_answerer carol
start_answerer andy
start_answerer late --decide-after 0.4
start_answerer stern --refer reject

# transfer NAME TRANSFEREE TARGET OPTION...
transfer() {
  from_now alice lisa rita carol andy
  start_caller "$1" "${uri_of[$2]}" --refer "${uri_of[$3]}" --attended --after 0.1 --hang-up-after 0.5 "${@:4}"
}

transfer to_baton alice carol
wait_for to_baton ' action hangUp '
wait_for alice 'Call [0-9]+ with .*to_baton.* ended'
tell alice 'terminate all'
wait_for carol ' callback onInviteClosed '

transfer to_phone alice lisa --hold
wait_for to_phone ' action hangUp '
wait_for alice 'Call [0-9]+ with .*to_phone.* ended'
tell alice 'terminate all'
wait_for lisa 'Call [0-9]+ with .*alice.* ended'

transfer by_baton andy lisa
wait_for by_baton ' action hangUp '
wait_for lisa 'Call [0-9]+ with .*by_baton.* ended'
tell lisa 'terminate all'
wait_for andy ' callback onInviteClosed '

# The target hangs up before the transferee comes.
transfer too_late late lisa
wait_for late ' callback onReceivedRefer '
tell lisa 'terminate all'
wait_for too_late ' callback onACTVTransfer'
wait_for too_late ' action hangUp '
tell lisa 'terminate all'
wait_for late ' callback onInviteClosed session=2'

transfer refused stern lisa
wait_for refused ' action hangUp '

# answer_call NAME CALLER: of several that ring, this one's.
answer_call() {
  wait_for "$1" "Receiving new incoming call from .*$2"
  tell "$1" "answer $(sed -nE "s/^.*Receiving new incoming call from .*$2.*, assigned id ([0-9]+)/\\1/p" \
    "$work/$1.out" | tail -n 1)"
}

# The target still rings: its answer is waited for, it is given up for a blind transfer, or to be replaced as it is.
transfer early_wait andy rita --early wait
answer_call rita early_wait
wait_for early_wait ' action hangUp '
tell rita 'terminate all'
wait_for rita 'Call [0-9]+ with .*andy.* ended'

transfer early_cancel andy rita --early cancel
answer_call rita andy
wait_for early_cancel ' action hangUp '
tell rita 'terminate all'
wait_for rita 'Call [0-9]+ with .*andy.* ended'

transfer early_replace andy rita --early replace
answer_call rita andy
wait_for early_replace ' action hangUp '
tell rita 'terminate all'

expect_gone to_baton 0 to_phone 0 by_baton 0 too_late 0 refused 7 early_wait 0 early_cancel 0 early_replace 0
expect_nothing_held carol andy late stern
for name in alice lisa rita; do stop_linphonec "$name"; done
# linphonec as target takes an INVITE with Replaces of a call that is no more for a new call (RFC 3891 3: 481), and one
# with Replaces of a call that rings at it, which RFC 3891 3 has it refuse; that call gets its 603.
# Baton knows by the extensions of another Baton that it need not say 202.
judge_wire --without-180 <<TEXT
to_baton alice 202 | 100 200. | target 200 | replaced, ended by carol | ended later by to_baton
to_phone alice 202 | 100 200. | target 200 | replaced, ended by lisa | ended later by to_phone
by_baton andy 200 | 100 200. | target 200 | replaced, ended by lisa | ended later by by_baton
too_late late 200 | 100 200. | target 200 | replaced, ended by lisa | ended later by too_late
refused stern 603 | ended by refused
early_wait andy 200 | 100 200. | target 200 | replaced, ended by rita | ended later by early_wait
early_cancel andy 200 | 100 200. | target 200 | ended later by early_cancel
early_replace andy 200 | 100 200. | target 200 | replaced, ended by nobody | ended later by early_replace
TEXT
