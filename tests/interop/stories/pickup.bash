# Calls that ring at one and are picked up by another (RFC 3891 7.1).
for name in alice lisa; do know "$name"; done
start_wire
[[ $case_name != kamailio_* ]] || start_proxy
start_answerer alice
start_phone lisa
start_answerer mute --ring 60

# ringing_dialog NAME MESSAGE: the dialog of the call that rings, as its caller is told in a Replaces, by the last such
# message that NAME has seen.
ringing_dialog() {
  tr -d '\r' <"$work/$1.out" | awk -v message="$2" '
    $0 ~ message { wanted = 1; next }
    wanted && /\| From:/ { sub(/.*tag=/, ""); own = $0; next }
    wanted && /\| To:/ { sub(/.*tag=/, ""); theirs = $0; next }
    wanted && /\| Call-ID:/ { id = $3 }
    !/^ *\|/ { wanted = 0 }
    END { print id ";to-tag=" own ";from-tag=" theirs }'
}

# The call that Alice makes since Bob has asked her to: he is told of what has become of it.
start_caller bob "${uri_of[alice]}" --refer "${uri_of[lisa]}" --after 0.1
wait_for bob ' callback onTransferRinging '
know paula
start_sipp paula "${sip_port[paula]}" picks_up "127.0.0.1:${proxy_port:-${sip_port[alice]}}" -s alice \
  -key dialog "$(ringing_dialog alice ' received .* 180 ')" -key for "${uri_of[lisa]}"
wait_for bob ' outcome '
wait_for lisa 'Call [0-9]+ with .*alice.* ended'
expect_end paula 0

# A call of linphonec's, which Baton picks up. linphonec lets it ring like any other, and cancels its own when it is answered.
from_now lisa
tell lisa "call ${uri_of[mute]}"
wait_for lisa 'Call [0-9]+ to .*mute.* ringing'
start_caller dora "${uri_of[lisa]}" --pickup "$(ringing_dialog mute ' sent .* 180 ')" --hang-up-after 1
wait_for lisa 'Receiving new incoming call from .*dora'
tell lisa "answer $(sed -nE 's/^.*Receiving new incoming call from .*dora.*, assigned id ([0-9]+)/\1/p' "$work/lisa.out")"
wait_for mute ' callback onInviteFailure session=1 code=487'
wait_for lisa 'Call [0-9]+ with .*dora.* ended'

expect_gone bob 0 dora 0
expect_nothing_held alice mute
stop_linphonec lisa
judge_wire <<TEXT
bob alice 200 | 100 180 200. | target 200, picked up by paula | ended by bob
TEXT

