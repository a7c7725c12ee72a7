# Baton asks linphonec to call others: one that answers, one that is busy, one that declines, one that lets it ring,
# one that the transferor does not wait for; and, since linphonec refuses no REFER, another Baton that does.
for name in alice bob carol; do know "$name"; done
start_wire
[[ $case_name != kamailio_* ]] || start_proxy
start_phone alice -a
ring_limit=3 start_phone lisa
start_answerer carol --ring 0.3
start_answerer busy --reject 486
start_answerer stern --refer reject

# transfer NAME TARGET OPTION...: NAME calls Alice and refers her to the target.
transfer() {
  from_now alice lisa
  start_caller "$1" "${uri_of[alice]}" --refer "${uri_of[$2]}" --after 0.1 --hang-up-after "${stay:-0.5}" "${@:3}"
}

transfer success carol
wait_for success ' callback onACTVTransferSuccess '
wait_for alice 'Call [0-9]+ with .*carol.* connected'
wait_for success ' action hangUp '
wait_for alice 'Call [0-9]+ with .*success.* ended'
tell alice 'terminate all'
wait_for alice 'Call [0-9]+ with .*carol.* ended'

transfer held carol --hold
wait_for held ' callback onACTVTransferSuccess '
wait_for held ' action hangUp '
wait_for alice 'Call [0-9]+ with .*held.* ended'
tell alice 'terminate all'
wait_for alice 'Call [0-9]+ with .*carol.* ended'

transfer to_phone lisa
wait_for lisa 'Receiving new incoming call'
tell lisa answer
wait_for to_phone ' callback onACTVTransferSuccess '
wait_for to_phone ' action hangUp '
wait_for alice 'Call [0-9]+ with .*to_phone.* ended'
tell alice 'terminate all'
wait_for lisa 'Call [0-9]+ with .* ended'

# Its report of a failure says `active`: a profile that unsubscribes all the same would cost the call.
stay=3 transfer to_busy busy --profile no_ringing
wait_for to_busy ' callback onACTVTransferFailure .* code=486 '
wait_for to_busy ' action hangUp '
wait_for to_busy ' received .* 200 .*BYE'
wait_for alice 'Call [0-9]+ with .*to_busy.* ended'

# On hold before, and taken back when nothing has come of it; linphonec takes the call back at about that time too.
stay=3 transfer taken_back busy --hold --unhold-after 0.1 --profile no_ringing
wait_for taken_back ' action unHold session=1 result=0'
wait_for taken_back ' action hangUp '
wait_for taken_back ' received .* 200 .*BYE'
[[ $(count taken_back ' callback onInviteUpdated ') == 2 ]] || fail 'taken_back did not take the call back'
wait_for alice 'Call [0-9]+ with .*taken_back.* ended'

transfer declined lisa
wait_for lisa 'Receiving new incoming call'
tell lisa 'terminate all'
wait_for declined ' callback onACTVTransferFailure .* code=603 '
wait_for declined ' action hangUp '
wait_for alice 'Call [0-9]+ with .*declined.* ended'

transfer no_answer lisa
wait_for no_answer ' callback onACTVTransferFailure '
wait_for no_answer ' action hangUp '
wait_for alice 'Call [0-9]+ with .*no_answer.* ended'

# It knows no SUBSCRIBE in a call: 501. Its call is gone with that, which it tells nobody; what it was asked for goes on.
transfer cancelled lisa --cancel-after 1
wait_for cancelled ' received .* 501 .*SUBSCRIBE'
wait_for alice 'Call [0-9]+ with .*cancelled.* ended'
wait_for cancelled ' received .* 481 .*BYE'
wait_for lisa 'Receiving new incoming call'
tell lisa answer
wait_for alice 'Call [0-9]+ with .*lisa.* connected'
tell alice 'terminate all'
wait_for lisa 'Call [0-9]+ with .* ended'

if [[ -n $proxy_port ]]; then
  start_answerer mute --ring 60
  transfer cut_off mute
  wait_for cut_off ' callback onACTVTransferFailure .* code=408 '
  wait_for mute ' received .* CANCEL '
  wait_for alice 'Call [0-9]+ with .*cut_off.* ended'
  cut_off='cut_off alice 202 | 100 408 | target 408 | ended later by cut_off'
fi

start_caller refused "${uri_of[stern]}" --refer "${uri_of[carol]}" --after 0.1 --hang-up-after 0.5
wait_for refused ' callback onReferRejected session=1 code=603'

transfer gone carol
wait_for gone ' callback onTransferTrying '
kill -INT "${process[gone]}"
wait_for alice 'Call [0-9]+ with .*gone.* ended'
wait_for alice 'Call [0-9]+ with .*carol.* connected'
tell alice 'terminate all'
wait_for alice 'Call [0-9]+ with .*carol.* ended'

expect_end gone 130
expect_gone success 0 held 0 cancelled 0 to_phone 0 to_busy 8 taken_back 8 declined 8 no_answer 8 refused 7
[[ -z $proxy_port ]] || { expect_gone cut_off 8; expect_nothing_held mute; }
expect_nothing_held carol busy stern
stop_linphonec alice
stop_linphonec lisa
# linphonec reports a failure as `active`, no 180 ever, and nothing once the transferor has hung up.
judge_wire <<TEXT
success alice 202 | 100 200. | target 200 | ended later by success
held alice 202 | 100 200. | target 200 | ended later by held
to_phone alice 202 | 100 200. | target 200 | ended later by to_phone
to_busy alice 202 | 100 486 | target 486 | ended later by to_busy
taken_back alice 202 | 100 486 | target 486 | ended later by taken_back
declined alice 202 | 100 603 | target 603 | ended later by declined
no_answer alice 202 | 100 486 | target 486 | ended later by no_answer
cancelled alice 202 | 100 | target 200 | ended later by cancelled
${cut_off:+$cut_off
}refused stern 603 | ended by refused
gone alice 202 | 100 | target 200 | ended by gone
TEXT
