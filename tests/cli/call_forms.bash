# `baton call`: hold, pickup, the extensions, and an attended transfer without a call.
source "${BASH_SOURCE%/*}/lib.bash"

start_answer alice --user alice
alice=$uri
start_answer frank --user frank
frank=$uri

# The reports that were asked for: none, in words that the peer may ignore or may not, or a subscription of our own.
run call "$alice" --refer "$frank" --reports norefersub --after 0 --dump
expect 8 'Refer-Sub: false' 'code=0 reason="outcome unknown: '
expect_not 'received .* NOTIFY'
run call "$alice" --refer "$frank" --reports nosub --no-reports-mean-success --after 0 --dump
expect 0 'Require: nosub' 'outcome code=0 "transferred"'
expect_not 'received .* NOTIFY'
run call "$alice" --refer "$frank" --reports explicitsub --after 0 --dump
expect 0 'Require: explicitsub' 'Refer-Events-At: ' 'SUBSCRIBE sip:' 'outcome code=0 "transferred"'
run call "$alice" --refer "$frank" --reports some
expect 64 '--reports: some not in'
run call "$alice" --reports nosub
expect 64 '--reports requires --refer'

# Hold and its end.
run call "$alice" --hold --after 0 --unhold-after 0.1 --hang-up-after 0
expect 0 'action hold session=1 result=0' 'callback onInviteUpdated session=1' 'action unHold session=1 result=0' \
  'outcome code=0 "hung up"'
wait_for alice.out 'callback onRemoteHold session='
wait_for alice.out 'callback onRemoteUnHold session='
# A failed transfer gives the peer back.
start_answer absent --reject 480
run call "$alice" --refer "$uri" --hold --after 0 --unhold-after 0 --hang-up-after 0.2
expect 8 'callback onACTVTransferFailure session=1 code=480' 'action unHold session=1 result=0' 'callback onInviteUpdated session=1'

# Several at once, each with an outcome of its own.
start_answer many --live-per-call 3
many=$uri
run call "$many" --refer "$frank" --also "$alice" --also "$frank" --after 0
expect 0 'action beginTransfer session=1 result=0' 'callback onACTVTransferSuccess session=1' \
  "event transfer_succeeded session=1 to=\"$alice\" status=200" "event transfer_succeeded session=1 to=\"$frank\"" \
  'outcome code=0 "transferred"'
start_answer away --reject 480
run call "$many" --refer "$frank" --also "$uri" --after 0
expect 8 'callback onACTVTransferSuccess session=1' "the transfer to $uri failed: 480"
run call "$alice" --refer "$frank" --also "$frank" --after 0
expect 7 'callback onACTVTransferSuccess session=1' "event refer_rejected session=1 to=\"$frank\" status=403"
start_answer silent --ring 30
run call "$many" --refer "$uri" --also "$uri" --after 0 --cancel-after 0.2
expect 0 'event transfer_failed session=1 .* status=487' 'the outcome is not waited for'

# An attended transfer of a peer with whom there is no call.
start_answer desk --outside
run call "$uri" --refer "$frank" --attended --outside --trace
expect 0 'action call session=1 result=0' 'action outOfDialogRefer session=1 result=0' 'callback onReferAccepted session=1' \
  'callback onACTVTransferSuccess session=1' 'outcome code=0 "transferred"'
wait_for desk.out 'callback onReceivedRefer session=-1 refer=1'
wait_for frank.out 'callback onInviteClosed session='

# Somebody calls, it rings, and somebody else picks up.
start_answer ringer --ring 30
start caller call "$uri" --replaces source --dump
caller_id=$id
wait_for caller.out 'callback onInviteRinging session=1'
caller=$(sed -n 's/^[0-9.]* listening //p' caller.out)
field() { sed -n "s/^  | $1: //p" caller.out | tail -1 | tr -d '\r'; }
from=$(field From)
to=$(field To)
dialog="$(field Call-ID);to-tag=${from##*tag=};from-tag=${to##*tag=}"
run call "$caller" --pickup "$dialog" --hang-up-after 0 --dump
expect 0 'Replaces: .*;early-only' 'action pickup session=1 result=0' 'callback onInviteConnected session=1'
wait_end caller "$caller_id"
expect 0 'callback onInviteConnected session=2' 'callback onInviteFailure session=1 code=487' 'outcome code=0 "the peer hung up"'
wait_for ringer.out 'callback onInviteFailure session=1 code=487'
run call "$alice" --pickup "$dialog"
expect 6 'callback onInviteFailure session=1 code=481'
