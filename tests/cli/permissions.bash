# `baton answer`: what strangers may ask, and how they prove who they are.
source "${BASH_SOURCE%/*}/lib.bash"

start_answer carol --user carol
carol=$uri
start_answer frank --user frank --replaces off
frank=$uri

# refused NAME STATUS OPTION...: by an agent with these options a REFER to Carol.
refused() {
  start_answer "$1" "${@:3}"
  run call "$uri" --refer "$carol" --after 0
  expect 7 "callback onReferRejected session=1 code=$2"
  wait_for "$1.out" "event refer_refused session=1 status=$2 reason=\""
}
refused hosts 403 --hosts 192.0.2.7 192.0.2.8
refused depth 403 --depth 0
refused many 403 --live-per-call 0
refused none 405 --without refer
start_answer rare --per-minute 1 --per-minute-per-call 5
run call "$uri" --refer "$carol" --after 0
expect 0 'outcome code=0 "transferred"'
run call "$uri" --refer "$carol" --after 0
expect 7 'callback onReferRejected session=1 code=403'
wait_for rare.out 'event refer_refused session=3 status=403 reason="too many REFERs in a minute"'
start_answer numbers --numbers +49 --refuse-numbers +49900 --hosts 127.0.0.1
for number in +4990012 +3312; do
  run call "$uri" --refer "sip:$number@127.0.0.1:${carol##*:}" --after 0
  expect 7 'callback onReferRejected session=1 code=403'
done
run call "$uri" --refer "sip:+49301@127.0.0.1:${carol##*:}" --after 0
expect 0 'outcome code=0 "transferred"'
# An extension that is missing is asked for once, and the transfer goes on without it.
start_answer plain --without nosub explicitsub
run call "$uri" --refer "$carol" --reports nosub --after 0 --trace
expect 0 'received .* 420 ' 'received .* NOTIFY ' 'outcome code=0 "transferred"'
start_answer early --accept-status pending --refer reject --decide-after 0.1
run call "$uri" --refer "$carol" --after 0
expect 8 'callback onReferAccepted session=1' 'callback onACTVTransferFailure session=1 code=603'
# Nobody may replace a call: it is an ordinary one then, and ours stays.
start_answer alice --user alice
alice=$uri
run call "$alice" --refer "$frank" --attended --after 0
expect_not 'callback onInviteClosed session=2'
# A call that rings here is replaced where that is switched on.
start_answer pbx --ring 1 --replaces-early
run call "$alice" --refer "$uri" --attended --early replace --after 0
expect 0 'callback onACTVTransferSuccess session=1' 'outcome code=0 "transferred"'

run answer --port 0 --for 0 --digest-realm home
if [[ $code == 64 ]]; then
  expect 64 'a build with OpenSSL'
  exit
fi
# Who refers must prove who he is.
printf 'carol:no secret\nbob:open sesame\n' >users
start_answer careful --want-digest --digest-realm home --digest-users users --digest-user dave:x
server=127.0.0.1:$port
run call "$uri" --refer "$carol" --after 0
expect 7 'callback onReferRejected session=1 code=401'
wait_for careful.out 'event refer_refused session=1 status=401'
export BATON_PASSWORD='open sesame'
run call "$uri" --from "sip:bob@$server" --refer "$carol" --after 0
expect 0 'outcome code=0 "transferred"'
run call "$uri" --from "sip:bob@$server" --realm elsewhere --refer "$carol" --after 0
expect 7 'callback onReferRejected session=1 code=401'
unset BATON_PASSWORD
run call "$uri" --from "sip:robert@$server" --auth-user dave --password x --refer "$carol" --after 0
expect 0 'outcome code=0 "transferred"'
# And who replaces a call.
start_answer strict --replaces strict --digest-realm home --digest-user baton:secret
strict=$uri
run call "$alice" --refer "$strict" --attended --after 0
expect 8 'callback onACTVTransferFailure session=1 code=401'
start_answer deputy --proxy "sip:127.0.0.1:$port;lr" --auth-user baton --password secret
run call "$uri" --refer "$strict" --attended --after 0
expect 0 'outcome code=0 "transferred"'
wait_for strict.out 'callback onInviteClosed session=2'
