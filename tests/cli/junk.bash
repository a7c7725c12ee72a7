# Datagrams of strangers change nothing, and are counted.
source "${BASH_SOURCE%/*}/lib.bash"

# request METHOD TO-PARAMETERS HEADER: well-formed, from somebody who has no call with us.
request() {
  printf '%s sip:bob@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:1;rport;branch=z9hG4bK%s\r\n' "$1" "$RANDOM$RANDOM"
  printf 'From: <sip:mallory@127.0.0.1>;tag=1\r\nTo: <sip:bob@127.0.0.1>%s\r\nCall-ID: %s\r\n' "$2" "$RANDOM$RANDOM"
  printf 'CSeq: 1 %s\r\nMax-Forwards: 70\r\nContact: <sip:mallory@127.0.0.1:1>\r\n' "$1"
  [[ -z $3 ]] || printf '%s\r\n' "$3"
  printf 'Content-Length: 0\r\n\r\n'
}

mkdir datagrams
printf 'hello' >datagrams/text
printf '\r\n\r\n' >datagrams/keepalive
printf '\0\1\2\377\376\033[2J' >datagrams/octets
head -c 1000 /dev/urandom >datagrams/random
printf 'INVITE sip:bob@127.0.0.1 SIP/2.0\r\nVia: \r\n\r\n' >datagrams/cut
printf '%s\r\n' 'SIP/2.0 200 OK' 'Via: SIP/2.0/UDP 127.0.0.1:1;branch=z9hG4bKx' 'From: <sip:a@b>;tag=1' \
  'To: <sip:c@d>;tag=2' 'Call-ID: junk' 'CSeq: 1 INVITE' 'Content-Length: 0' '' >datagrams/response

# send PORT: one datagram of each kind. A file goes out in one write, hence in one datagram.
send() {
  local datagram
  request BYE ';tag=2' '' >datagrams/bye
  request NOTIFY ';tag=2' $'Event: refer\r\nSubscription-State: active' >datagrams/notify
  request REFER '' 'Refer-To: <sip:mallory@127.0.0.1>' >datagrams/refer
  request INVITE '' '' >datagrams/invite
  for datagram in datagrams/*; do
    cat "$datagram" >"/dev/udp/127.0.0.1/$1" || true
  done
}

# story FILE: the ladder without what differs from run to run.
story() {
  grep -E '\|' "$1" | sed -E 's/^ *[0-9.]+//; s/\([0-9]+/(N/g; s/[<>-]+/-/g; s/ +/ /g'
}

start_answer target
answer_id=$id
send "$port"
send "$port"
run call "$uri" --hang-up-after 0
expect 0 'outcome code=0 "hung up"'
end target "$answer_id"
expect 0 'callback onInviteConnected'
malformed=$(sed -nE 's/.* malformed=([0-9]+).*/\1/p' last.out)
[[ $malformed == 8 ]] || fail "$malformed malformed datagrams were counted, not 8"
expect 0 'keepalives=2' 'stray_responses=2' 'stray_requests=4'

run demo
expect 0
story last.out >quiet

# Three free ports in a row: try until they are.
for ((tries = 0; tries < 20; ++tries)); do
  port=$((20000 + RANDOM % 10000))
  start noisy demo --port "$port"
  noisy_id=$id
  while kill -0 "$noisy_id" 2>/dev/null && ! grep -qs onInviteIncoming noisy.out; do
    sleep 0.01
  done
  grep -q 'is in use' noisy.err || break
done
while kill -0 "$noisy_id" 2>/dev/null; do
  for each in 0 1 2; do
    send $((port + each)) 2>/dev/null
  done
done
wait_end noisy "$noisy_id"
expect 0 'datagrams from strangers: [0-9]+ malformed' 'They changed nothing' "Alice's call was transferred"
strangers=$(sed -nE 's/^([0-9]+) datagrams from strangers: .*/\1/p' last.out)
malformed=$(sed -nE 's/.*strangers: ([0-9]+) malformed.*/\1/p' last.out)
[[ $strangers -ge 9 && $malformed -ge 3 ]] || fail "only $strangers datagrams, $malformed malformed"
story last.out >noisy
diff quiet noisy || fail 'the story differs'
