# Stories of several calls and transfers among agents that stay up, directly or through a proxy that stays in every
# dialog, and the judgement of what was on the wire. Sourced behind peers.bash.

declare -A sip_port=() # name -> the UDP port of this user agent
declare -A uri_of=()   # name -> the URI that it can be called at
also=()                # ADDRESS:PORT=NAME: where else some are
our_own=' '            # names of those that are `baton`
proxy_port=''          # of the proxy; empty: there is none

# know NAME: gives it a port, and with it a URI.
know() {
  local port
  take_port port
  at "$1" 127.0.0.1 "$port"
}

# at NAME ADDRESS PORT: or it is there.
at() {
  address_of[$1]=$2
  sip_port[$1]=$3
  uri_of[$1]=sip:$1@$2$([[ $3 == 5060 ]] || echo ":$3")
}

# start_wire: from now on everything on the wire is kept, and judged by `judge_wire`.
start_wire() {
  if [[ $BATON_INTEROP_ALONE != yes ]]; then
    # What others say at the same time would be judged too.
    echo "interop: $case_name needs a network namespace of its own" >&2
    passed=yes
    exit 77
  fi
  # With the 2 MiB that are usual what comes is lost as soon as dumpcap does not get to run for 1.8 s: each quarter of a
  # second takes up a block of that, which has to have room for the longest packet.
  start wire dumpcap -q -i lo -f udp -B 16 -s 65535 -w "$work/wire.pcapng"
  until_true 10 is_capturing || fail 'dumpcap does not listen'
}
is_capturing() { grep -q '^File:' "$work/wire.err"; }

# stop_wire: what dumpcap has not taken up when it is told to end is lost, so a last packet is waited for.
stop_wire() {
  echo 'the story is over' >/dev/udp/127.0.0.1/9
  until_true 10 grep -qF 'the story is over' "$work/wire.pcapng" || fail 'the capture does not come to its end'
  kill -INT "${process[wire]}"
  expect_end wire 0
  grep -q 'dropped on interface .*: [0-9]*/0 ' "$work/wire.err" || fail 'the capture lost packets'
}

# start_proxy [PORT [OPTION...]]: kamailio, through which whoever is started from now on sends all that begins a dialog. It knows
# where alice, bob, carol and lisa are, as far as they are known already.
start_proxy() {
  take_port proxy_port
  [[ -z ${1:-} ]] || proxy_port=$1
  mkdir -p "$work/kamailio"
  # Debian puts it where only root's PATH leads.
  PATH=$PATH:/usr/sbin start proxy kamailio -DD -E -f "$here/kamailio.cfg" -l "udp:127.0.0.1:$proxy_port" \
    --subst="!ALICE_PORT!${sip_port[alice]:-9}!g" --subst="!BOB_PORT!${sip_port[bob]:-9}!g" \
    --subst="!CAROL_PORT!${sip_port[carol]:-9}!g" --subst="!LISA_PORT!${sip_port[lisa]:-9}!g" \
    -w "$work/kamailio" -Y "$work/kamailio" -P "$work/kamailio/pid" "${@:2}"
  until_true "$deadline" udp_port_in_use "$proxy_port" || fail 'kamailio does not listen'
}

proxy_uri() { echo "sip:127.0.0.1:$proxy_port;lr"; }

# start_answerer NAME OPTION...: a `baton answer`.
start_answerer() {
  [[ -v sip_port[$1] ]] || know "$1"
  our_own+="$1 "
  start "$1" "$baton" answer --port "${sip_port[$1]}" --user "$1" --trace --dump \
    ${proxy_port:+--proxy "$(proxy_uri)"} "${@:2}"
  wait_for "$1" ' listening sip:'
}

# start_caller NAME URI OPTION...: a `baton call`, which stays until nothing of it may be left.
start_caller() {
  know "$1"
  our_own+="$1 "
  start "$1" "$baton" call "$2" --from "${from:-sip:$1@127.0.0.1}" --port "${sip_port[$1]}" --trace --dump \
    --linger "$linger" ${proxy_port:+--proxy "$(proxy_uri)"} "${@:3}"
}
linger=35 # s: 64*T1, and some

# let_linger [SINCE]: until nothing may be held any more of what had ended when SECONDS was that. There is no sign of
# that to wait for.
let_linger() {
  local left=$((linger + ${1:-$SECONDS} - SECONDS))
  ((left <= 0)) || sleep "$left"
}

# start_phone NAME OPTION...: a linphonec.
start_phone() {
  [[ -v sip_port[$1] ]] || know "$1"
  start_linphonec "$1" "${sip_port[$1]}" "${@:2}"
}

# last_call NAME: the number of the call that linphonec named last.
last_call() { sed -nE 's/^.*Call ([0-9]+) (with|to) .*/\1/p' "$work/$1.out" | tail -n 1; }

# from_now NAME...: what they have said so far does not count for `wait_for` and its kin any more.
from_now() {
  local name
  for name in "$@"; do
    heard[$name]=$(wc -l <"$work/$name.out")
  done
}

# expect_nothing_held NAME...: when told to end, they hold nothing any more. Long enough after the last transfer.
expect_nothing_held() {
  local name
  for name in "$@"; do
    stop_baton "$name"
    expect_said "$name" ' holding calls=0 dialogs=0 transfers=0 subscriptions=0 transactions=0'
    expect_no_junk "$name"
  done
}

# expect_gone NAME CODE...: these `baton call` have ended so by now, and held nothing any more.
expect_gone() {
  while (($# > 0)); do
    expect_end "$1" "$2" $((linger + 10))
    expect_said "$1" ' holding calls=0 dialogs=0 transfers=0 subscriptions=0 transactions=0'
    shift 2
  done
}

# judge_wire [--without-180]: reads on standard input how each transfer must have gone, in order, in the words of
# judge.awk. Whether a target is still heard to ring that answers at once is a matter of microseconds: without 180.
judge_wire() {
  local name names="${also[*]} " fields='' field decode="${proxy_port:+-d udp.port==$proxy_port,sip}"
  stop_wire
  # SIP by its port: some are known to tshark as another protocol's.
  for name in "${!sip_port[@]}"; do
    names+="${address_of[$name]}:${sip_port[$name]}=$name "
    decode+=" -d udp.port==${sip_port[$name]},sip"
  done
  for name in "${also[@]}"; do
    field=${name%=*}
    decode+=" -d udp.port==${field##*:},sip"
  done
  for field in frame.time_relative ip.src udp.srcport ip.dst udp.dstport sip.Method sip.Status-Code \
    sip.CSeq.method sip.CSeq.seq sip.Call-ID sip.Via.branch sip.from.tag sip.to.tag sip.Event \
    sip.Subscription-State sipfrag.line sip.Replaces sip.Require sip.Refer-Sub; do
    fields+=" -e $field"
  done
  # shellcheck disable=SC2086  # these are words
  tshark -r "$work/wire.pcapng" $decode -Y sip -T fields -E occurrence=f $fields >"$work/wire.messages" \
    2>"$work/tshark.err" || fail 'tshark cannot read the capture'
  awk -v proxy="127.0.0.1:$proxy_port" -v names="$names" -v baton="$our_own" -f "$here/judge.awk" \
    "$work/wire.messages" >"$work/verdict"
  [[ ${1:-} != --without-180 ]] || sed -i 's/ 180 / /' "$work/verdict"
  cat >"$work/expected"
  diff "$work/expected" "$work/verdict" >"$work/verdict.out" || fail 'on the wire was other than expected'
}
