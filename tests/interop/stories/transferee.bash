# linphonec asks Baton to call others: one that answers, one that is busy, one that declines, one that lets it ring,
# one whose answer it does not wait for; and a Baton that refuses to call anybody.
for name in alice bob carol; do know "$name"; done
start_wire
[[ $case_name != kamailio_* ]] || start_proxy
start_phone bob
ring_limit=3 start_phone lisa
start_answerer alice
start_answerer carol --ring 0.3 --hang-up-after 0.3
start_answerer busy --reject 486
start_answerer stern --refer reject
start_answerer careful --old-call hold

# transfer TARGET [TRANSFEREE]: Bob calls Alice and refers her to the target.
transfer() {
  local transferee=${2:-alice}
  from_now alice bob carol lisa "$transferee"
  tell bob "call ${uri_of[$transferee]}"
  wait_for bob 'Call [0-9]+ with .* connected'
  wait_for "$transferee" ' callback onInviteConnected '
  tell bob "transfer $(last_call bob) ${uri_of[$1]}"
}

# Bob still has the call that the transfer left to him, and ends it.
end_kept_call() {
  from_now bob
  # It would be gone in a moment, were it not kept.
  sleep 1
  tell bob calls
  wait_for bob '^[0-9].*StreamsRunning'
  tell bob 'terminate all'
  wait_for bob 'Call [0-9]+ with .* ended'
}

# has_answered_two NAME: reports of this transferee.
has_answered_two() {
  (($(grep -c ' received .* 200 Ok .*NOTIFY' <(tail -n "+$((${heard[$1]} + 1))" "$work/$1.out")) == 2))
}

# Both the hold and its end are answered; linphonec answers 491 as long as its REFER is open.
is_back_from_hold() { (($(count careful ' callback onInviteUpdated session=1') == 2)); }

# It hangs up itself when it hears of the success.
transfer carol
wait_for bob 'Call [0-9]+ with .* ended'
wait_for alice ' sent .* NOTIFY 200 OK, terminated'

transfer lisa
wait_for lisa 'Receiving new incoming call'
wait_for alice ' sent .* NOTIFY 180 '
tell lisa answer
wait_for bob 'Call [0-9]+ with .* ended'
tell lisa 'terminate all'
wait_for alice ' callback onInviteClosed '

transfer busy
wait_for alice ' sent .* NOTIFY 486 .*, terminated'
end_kept_call

# On hold while Baton calls elsewhere, and back when that has come to nothing.
transfer busy careful
wait_for careful ' sent .* NOTIFY 486 .*, terminated'
wait_for careful ' action unHold session=1 result=0'
expect_order careful ' action hold session=1 result=0' ' sent .* 202 ' ' callback onInviteUpdated session=1'
until_true "$deadline" is_back_from_hold || fail 'careful did not take the call back'
# A report that comes amid that gets 491, and again a second later 200.
until_true "$deadline" has_answered_two careful || fail 'bob did not answer two reports of careful'
end_kept_call

transfer lisa
wait_for lisa 'Receiving new incoming call'
wait_for alice ' sent .* NOTIFY 180 '
tell lisa 'terminate all'
wait_for alice ' sent .* NOTIFY 603 .*, terminated'
end_kept_call

transfer lisa
wait_for alice ' sent .* NOTIFY 486 .*, terminated'
end_kept_call

if [[ -n $proxy_port ]]; then
  start_answerer mute --ring 60
  transfer mute
  wait_for mute ' received .* CANCEL '
  wait_for alice ' sent .* NOTIFY 408 .*, terminated'
  end_kept_call
  cut_off='bob alice 202 | 100 180 408. | target 408 | ended later by bob'
fi

transfer carol stern
wait_for stern ' sent .* 603 Decline \([0-9]+ REFER\)'
end_kept_call

transfer carol
# Both reports so far are answered: one that comes while it hangs up gets 491.
until_true "$deadline" has_answered_two alice || fail 'bob did not answer two reports'
tell bob 'terminate all'
wait_for alice ' sent .* NOTIFY 200 OK, terminated'

let_linger
expect_nothing_held alice carol busy stern careful
[[ -z $proxy_port ]] || expect_nothing_held mute
stop_linphonec bob
stop_linphonec lisa
# linphonec has forgotten a call that it ended itself, the reports in it too.
judge_wire <<TEXT
bob alice 202 | 100 180 200. | target 200 | ended by bob
bob alice 202 | 100 180 200. | target 200 | ended by bob
bob alice 202 | 100 486. | target 486 | ended later by bob
bob careful 202 | 100 486. | target 486 | ended later by bob
bob alice 202 | 100 180 603. | target 603 | ended later by bob
bob alice 202 | 100 180 486. | target 486 | ended later by bob
${cut_off:+$cut_off
}bob stern 603 | ended by bob
bob alice 202 | 100 180 200.!481 | target 200 | ended early by bob
TEXT
