# `baton call`: transfers, and each way in which a call can fail, with its exit code.
source "${BASH_SOURCE%/*}/lib.bash"

# Arguments that no call can be made of.
run call bob
expect 3 "'bob' is not a URI" 'sip:user@host'
run call tel:123
expect 3 "cannot call 'tel:123': only sip:"
run call sips:bob@127.0.0.1
expect 3 'only sip: URIs can be called'
run call $'sip:bob@127.0.0.1\r\nX: y'
expect 3 'is not a URI'
expect_not $'\r'
run call sip:bob@127.0.0.1 --refer 'not a URI'
expect 3 "'not a URI' is not a URI"
run call sip:bob@127.0.0.1 --from 'not a URI'
expect 3 '--from must be a SIP URI'
run call sip:bob@127.0.0.1 --refer tel:123 --attended
expect 3 "cannot call 'tel:123': only sip:"
run call sip:bob@127.0.0.1 --proxy 'not a URI'
expect 3 "'not a URI' is not a URI"
run call sip:bob@host.invalid
expect 3 "cannot reach the host 'host.invalid'"
run call sip:bob@127.0.0.1 --local 192.0.2.1
expect 4 '192.0.2.1 is not an address of this machine' '--local'

run call 'sip:bob@[::1]' --local 127.0.0.1
expect 3 'cannot call sip:bob@\[::1\]' '--local'

# Nobody listens at a port that was free a moment ago.
start_answer gone
gone=$uri
end gone "$id"
run call "$gone"
expect 5 'code=503' "no answer from $gone" 'check the address'

start_answer carol --user carol --ring 0.2
carol=$uri
carol_id=$id
start_answer alice --user alice
alice=$uri
alice_id=$id

run call "$carol" --port "${alice##*:}"
expect 4 "port ${alice##*:} of 127.0.0.1 is in use: choose another with --port"

run call "$alice" --refer "$carol" --after 0 --trace --from '"Bob" <sip:bob@example.com>'
expect 0 'sent 127.0.0.1:[0-9]+ REFER \(' 'NOTIFY 180 Ringing, active' 'callback onReferAccepted session=1' \
  'callback onTransferTrying session=1' 'callback onTransferRinging session=1' \
  'callback onACTVTransferSuccess session=1' 'outcome code=0 "transferred"' 'sent 127.0.0.1:[0-9]+ BYE \('
wait_for alice.out 'callback onInviteClosed session=1'
grep -q "callback onReceivedRefer session=1 refer=1 from=\"sip:bob@example.com\" to=\"$carol\"" alice.out ||
  fail 'Alice was not told who refers her where'
wait_for carol.out 'callback onInviteConnected session=1'

# The same by a host's name, if this machine knows one.
if getent ahostsv4 localhost | grep -q '^127\.0\.0\.1 '; then
  run call "sip:alice@localhost:${alice##*:}" --hang-up-after 0
  expect 0 'outcome code=0 "hung up"'
fi

run call "$alice" --refer "$gone" --after 0
expect 8 'callback onACTVTransferFailure session=1 code=503' 'the transfer to .* failed: 503'

# The call is kept after a failure, then hung up; what lingers is told at the end.
run call "$alice" --refer "$gone" --after 0 --hang-up-after 0.3 --linger 0.1
expect 8 'action hangUp session=1 result=0' 'holding calls=0 dialogs=[0-9]'
failed=$(awk '/outcome code=8/ { print $1 * 1000 }' last.out)
hung_up=$(awk '/action hangUp/ { print $1 * 1000 }' last.out)
((hung_up - failed >= 290)) || fail 'the call was not kept for 0.3 s'

# Through an outbound proxy, which is asked whatever the URI.
run call sip:bob@host.invalid --local 127.0.0.1 --proxy "sip:127.0.0.1:${gone##*:};lr" --trace
expect 5 "sent 127.0.0.1:${gone##*:} INVITE"
run call sip:bob@127.0.0.1 --proxy 127.0.0.1
expect 3 "'127.0.0.1' is not a URI"

start_answer refuser --refer reject
run call "$uri" --refer "$carol" --after 0
expect 7 'callback onReferRejected session=1 code=603' 'the peer refused to be transferred: 603 Decline'

start_answer denier --reject 486
run call "$uri"
expect 6 'callback onInviteFailure session=1 code=486 reason="Busy Here"' 'the call was rejected: 486 Busy Here'
run call "$alice" --refer "$uri" --after 0
expect 8 'callback onACTVTransferFailure session=1 code=486' 'failed: 486 Busy Here'

# Attended: a second call, and then the REFER with Replaces; the target's phone does not ring again.
start_answer frank --user frank
frank=$uri
run call "$alice" --refer "$frank" --attended --after 0 --trace
expect 0 'action call session=2 result=0' 'action attendedRefer2 session=1 result=0' 'callback onReferAccepted session=1' \
  'callback onACTVTransferSuccess session=1' 'callback onInviteClosed session=2' 'outcome code=0 "transferred"'
expect_not 'session=2 code=|callback onTransferRinging'
wait_for frank.out 'callback onInviteConnected session=2'
wait_for frank.out 'callback onInviteClosed session=1'
run call "$alice" --refer "$frank" --attended --hold --after 0
expect 0 'action hold session=1 result=0' 'callback onInviteUpdated session=1' 'action call session=2 result=0' \
  'outcome code=0 "transferred"'
wait_for alice.out 'callback onRemoteHold session='
# While the target rings: the REFER waits; with `cancel` it goes on blind.
start_answer ringer --user ringer --ring 0.8
ringer=$uri
run call "$alice" --refer "$ringer" --attended --early wait --after 0
expect 0 'callback onInviteRinging session=2' 'callback onInviteAnswered session=2' 'outcome code=0 "transferred"'
run call "$alice" --refer "$ringer" --attended --early cancel --after 0 --trace
expect 0 'sent 127.0.0.1:[0-9]+ CANCEL \(' 'callback onTransferRinging session=1' 'outcome code=0 "transferred"'
# An early dialog may not be replaced at its callee (RFC 3891 3): only PBXs take it.
run call "$alice" --refer "$ringer" --attended --early replace --after 0
expect 8 'callback onACTVTransferFailure session=1 code=481'
# A target that cannot be asked.
start_answer absent --reject 480
run call "$alice" --refer "$uri" --attended --after 0
expect 8 'callback onInviteFailure session=2 code=480' "$uri cannot be asked: 480"
expect_not 'onReferAccepted'
start_answer silent --ring 30
silent=$uri
run call "$alice" --refer "$uri" --attended --after 0 --timeout 1
expect 5 "$uri did not answer within 1 s"
run call "$alice" --refer "$uri" --attended --early wait --after 0 --timeout 1
expect 5 'action attendedRefer2 session=1 result=0' "$uri did not answer within 1 s" 'callback onReferRejected session=1'
# The method and the Request-URI are those that were asked for; only INVITE is carried out.
run call "$alice" --refer "$frank" --attended --method BYE --after 0 --dump
expect 7 'Refer-To: <sip:frank@.*;method=BYE' 'the peer refused to be transferred: 403'
run call "$alice" --refer "$frank" --attended --request-uri "sip:alice@127.0.0.1:${alice##*:};x=1" --after 0 --dump
expect 0 "REFER sip:alice@127.0.0.1:${alice##*:};x=1 SIP/2.0" 'outcome code=0 "transferred"'

# What was behind each callback, from where we stand.
run call "$alice" --refer "$frank" --after 0 --transcript text
expect 0 "^ +[0-9.]+  here -> 127.0.0.1:${alice##*:}  REFER \\([0-9]+\\) to $frank\$" '^ +here: onReferAccepted$' 'row 6, RFC 7647 5'

# The outcome need not be waited for.
run call "$alice" --refer "$silent" --after 0 --cancel-after 0.2
expect 0 'action cancelTransfer session=1 result=0' 'callback onACTVTransferFailure session=1 code=487 reason="reports cancelled"' \
  'the outcome is not waited for'

# A profile for odd peers changes nothing for one that does as the RFCs say.
run call "$alice" --refer "$frank" --profile bye_means_success --after 0
expect 0 'outcome code=0 "transferred"'

# Without a call: by default that is refused.
run call "$alice" --refer "$carol" --outside
expect 7 'action outOfDialogRefer session=-1 result=0' 'callback onReferRejected session=-1 code=403'
run call "$gone" --refer "$carol" --outside
expect 5 'no answer from'

# A peer that answers and hangs up before it can be transferred.
start_answer hasty
hasty_id=$id
start early call "$uri" --refer "$carol" --after 30
early_id=$id
wait_for early.out 'callback onInviteConnected'
end hasty "$hasty_id"
wait_end early "$early_id"
expect 9 'the peer hung up before it could be transferred'

# Interrupted while it rings: the call is cancelled.
start_answer slow --ring 30
start impatient call "$uri" --trace
impatient_id=$id
wait_for impatient.out 'callback onInviteRinging'
end impatient "$impatient_id"
expect 130 'outcome code=130 "interrupted"' 'sent 127.0.0.1:[0-9]+ CANCEL \('
wait_for slow.out 'callback onInviteFailure session=1 code=487'

# Nobody picks up.
run call "$uri" --timeout 0.2
expect 5 'did not answer within 0.2 s'

end alice "$alice_id"
expect 0 'ended .*malformed=0'
end carol "$carol_id"
expect 0 'ended .*malformed=0'
