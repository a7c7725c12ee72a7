# Calls that ring at one and are picked up by another (RFC 3891 7.1).
for name in alice lisa; do know "$name"; done
start_wire
[[ $case_name != kamailio_* ]] || start_proxy
start_answerer alice
start_phone lisa

# ringing_dialog NAME: the dialog of the call that rings for NAME, as others name it in a Replaces: of the last 180 that it
# has received.
ringing_dialog() {
  tr -d '\r' <"$work/$1.out" | awk '
    / received .* 180 / { wanted = 1; next }
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
  -key dialog "$(ringing_dialog alice)" -key for "${uri_of[lisa]}"
wait_for bob ' outcome '
wait_for lisa 'Call [0-9]+ with .*alice.* ended'
expect_end paula 0

expect_gone bob 0
expect_nothing_held alice
stop_linphonec lisa
judge_wire <<TEXT
bob alice 200 | 100 180 200. | target 200, picked up by paula | ended by bob
TEXT

