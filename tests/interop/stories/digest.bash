# A proxy that stays in every dialog and has every request prove by digest (RFC 7616) whose it is, inside of calls too:
# REFER, NOTIFY, BYE and all.
export BATON_PASSWORD=secret
password=secret
for name in alice bob carol; do know "$name"; done
start_wire
start_proxy '' -A CHALLENGE
start_phone alice -a
start_phone bob
start_answerer carol --hang-up-after 1
start_answerer dave

transfer() {
  from_now alice carol dave
  start_caller "$1" "${uri_of[$2]}" --refer "${uri_of[carol]}" --after 0.1 --hang-up-after 0.5 "${@:3}"
  wait_for "$1" ' outcome '
  wait_for carol ' action hangUp '
  wait_for carol ' received .* 200 .*BYE'
}
transfer phone alice
transfer ours dave
wait_for ours ' received .* 407 .* REFER'
transfer attended dave --attended
BATON_PASSWORD=wrong start_caller wrong "${uri_of[dave]}" --refer "${uri_of[carol]}"

from_now alice bob carol dave
tell bob "call ${uri_of[dave]}"
wait_for bob 'Call [0-9]+ with .* connected'
wait_for dave ' callback onInviteConnected '
tell bob "transfer $(last_call bob) ${uri_of[carol]}"
wait_for bob 'Call [0-9]+ with .* ended'
wait_for dave ' sent .* NOTIFY 200 OK, terminated'

let_linger
expect_gone phone 0 ours 0 attended 0 wrong 6
[[ $(count wrong ' sent .* INVITE ') == 2 ]] || fail 'a wrong password was not tried just once'
for what in INVITE REFER BYE; do expect_said ours " received .* 407 .* $what\)"; done
expect_said dave ' received .* 407 .* NOTIFY\)'
expect_nothing_held carol dave
stop_linphonec alice
stop_linphonec bob
# A REFER that the proxy challenged has reached nobody else. linphonec shows its password unasked.
judge_wire <<TEXT
phone proxy 407 | ended by phone
phone alice 202 | 100 200. | target 200 | ended later by phone
ours proxy 407 | ended by ours
ours dave 200 | 100 200. | target 200 | ended later by ours
attended proxy 407 | ended by attended
attended dave 200 | 100 200. | target 200 | replaced, ended by carol | ended later by attended
bob dave 202 | 100 200. | target 200 | ended by bob
TEXT
