# A linphonec asks another one to call Baton, which answers, is busy, lets it ring until it is cut off, or answers when
# the transferor has gone.
for name in alice bob carol; do know "$name"; done
start_wire
[[ $case_name != kamailio_* ]] || start_proxy
start_phone alice -a
start_phone bob
start_answerer carol --ring 0.3 --hang-up-after 0.3
start_answerer busy --reject 486
start_answerer unwilling --reject 603
start_answerer slow --ring 1.5 --hang-up-after 0.3

# transfer TARGET: Bob calls Alice and refers her to the target.
transfer() {
  from_now alice bob carol busy unwilling
  tell bob "call ${uri_of[alice]}"
  wait_for bob 'Call [0-9]+ with .* connected'
  tell bob "transfer $(last_call bob) ${uri_of[$1]}"
}

end_kept_call() {
  from_now bob
  # It would be gone in a moment, were it not kept.
  sleep 1
  tell bob calls
  wait_for bob '^[0-9].*(StreamsRunning|Paused)'
  tell bob 'terminate all'
  wait_for bob 'Call [0-9]+ with .* ended'
}

transfer carol
wait_for bob 'Call [0-9]+ with .* ended'
wait_for carol ' action hangUp '
wait_for alice 'Call [0-9]+ with .*carol.* ended'

transfer busy
wait_for alice 'Call [0-9]+ with .*busy.* (error|ended)'
end_kept_call

transfer unwilling
wait_for alice 'Call [0-9]+ with .*unwilling.* (error|ended)'
end_kept_call

if [[ -n $proxy_port ]]; then
  start_answerer mute --ring 60
  transfer mute
  wait_for mute ' received .* CANCEL '
  wait_for mute ' callback onInviteFailure session=1 code=487'
  wait_for alice 'Call [0-9]+ with .*mute.* (error|ended)'
  end_kept_call
  cut_off='bob alice 202 | 100 408 | target 408 | ended later by bob'
fi

transfer slow
wait_for slow ' callback onInviteIncoming '
# Until the two have put the call on hold and reported that.
sleep 0.7
tell bob 'terminate all'
wait_for slow ' callback onInviteConnected '
wait_for slow ' action hangUp '

let_linger
expect_nothing_held carol busy unwilling slow
[[ -z $proxy_port ]] || expect_nothing_held mute
stop_linphonec alice
stop_linphonec bob
judge_wire <<TEXT
bob alice 202 | 100 200. | target 200 | ended by bob
bob alice 202 | 100 486 | target 486 | ended later by bob
bob alice 202 | 100 603 | target 603 | ended later by bob
${cut_off:+$cut_off
}bob alice 202 | 100 | target 200 | ended later by bob
TEXT
