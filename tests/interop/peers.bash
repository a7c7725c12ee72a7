# What the cases are written in: starting peers, waiting for what they say, and holding them to it.
# Every wait has a deadline and ends as soon as what it waits for is there.

declare -A process=()  # name -> process id, of all that were started and not yet waited for
declare -A stdin_of=() # name -> our end of its standard input
declare -A address_of=() # name -> its IPv4 address, where that is not 127.0.0.1
declare -A heard=()    # name -> how many lines of what it printed count no more
passed=no
deadline=15 # seconds that a wait may take, unless it says otherwise

fail() {
  echo "interop: $case_name: $*" >&2
  exit 1
}

# Ends what the case has left running, and shows what everyone said if it failed.
end_case() {
  local name id file
  trap '' INT TERM HUP
  for id in "${process[@]}"; do
    kill -TERM "$id" 2>/dev/null || true
  done
  for name in "${!process[@]}"; do
    is_over "$name" 3 || kill -KILL "${process[$name]}" 2>/dev/null || true
  done
  [[ $passed == yes ]] && return
  for file in "$work"/*.{out,err,messages}; do
    [[ -s $file ]] || continue
    echo "---- ${file##*/} (the last 200 lines)" >&2
    tail -n 200 "$file" >&2
  done
}

# until_true SECONDS COMMAND...: whether the command came true in time.
until_true() {
  local end=$(($(now_ms) + $1 * 1000))
  shift
  until "$@"; do
    (($(now_ms) < end)) || return 1
    sleep 0.05
  done
}

now_ms() {
  local now=${EPOCHREALTIME/[.,]/}
  echo "${now%???}"
}

is_running() { kill -0 "${process[$1]}" 2>/dev/null; }
has_ended() { ! is_running "$1"; }
is_over() { until_true "$2" has_ended "$1"; }

# ---- processes ----

# start NAME COMMAND...: runs it in the background; what it prints goes to NAME.out and NAME.err.
start() {
  local name=$1 input=/dev/null
  shift
  if [[ -v stdin_of[$name] ]]; then
    input=$work/$name.in
  fi
  printf '%q ' "$@" >"$work/$name.command"
  # For who looks before the process has come to life.
  : >"$work/$name.out"
  : >"$work/$name.err"
  "$@" >"$work/$name.out" 2>"$work/$name.err" <"$input" &
  process[$name]=$!
}

# make_stdin NAME: the process of this name, once started, reads what we `tell` it.
make_stdin() {
  local descriptor
  mkfifo "$work/$1.in"
  # For reading too, or this would wait for the process.
  exec {descriptor}<>"$work/$1.in"
  stdin_of[$1]=$descriptor
}

# tell NAME LINE: types a line at it.
tell() { echo "$2" >&"${stdin_of[$1]}"; }

# Not in a pipe, of which one end would find the other gone.
has_said() { grep -Eq -- "$2" <(tail -n "+$((${heard[$1]:-0} + 1))" "$work/$1.out"); }
has_said_or_ended() { has_said "$@" || has_ended "$1"; }

# wait_for NAME PATTERN [SECONDS]: until the process prints a line that the extended pattern matches.
wait_for() {
  until_true "${3:-$deadline}" has_said_or_ended "$1" "$2" || true
  has_said "$1" "$2" || fail "$1 did not say in time, or ended without saying: $2"
}

# expect_end NAME CODE [SECONDS]: until the process has ended, which must be with this exit code.
expect_end() {
  local code=0
  is_over "$1" "${3:-$deadline}" || fail "$1 did not end in time"
  wait "${process[$1]}" || code=$?
  unset "process[$1]"
  [[ $code == "$2" ]] || fail "$1 ended with $code, not with $2"
}

expect_said() { has_said "$1" "$2" || fail "$1 did not say: $2"; }
expect_silence() { ! has_said "$1" "$2" || fail "$1 said: $2"; }

# expect_order NAME PATTERN...: it has printed lines that these patterns match, in this order.
expect_order() {
  local name=$1 pattern line=0 next
  shift
  for pattern in "$@"; do
    next=$(tail -n "+$((line + 1))" "$work/$name.out" | grep -nE -m 1 -- "$pattern" | cut -d: -f1) || true
    [[ -n $next ]] || fail "$name did not say, in its place: $pattern"
    line=$((line + next))
  done
}

# How many lines of what the process printed the pattern matches.
count() { grep -Ec -- "$2" "$work/$1.out" || true; }

# udp_port_in_use PORT
udp_port_in_use() {
  local hex
  printf -v hex ':%04X ' "$1"
  grep -qF -- "$hex" <(awk '{ print $2 " " }' /proc/net/udp)
}

# take_port VARIABLE: a free UDP port that no other call of the case gets; the next nine belong to it.
next_port=$((20000 + RANDOM % 5000))
take_port() {
  next_port=$((next_port + 10))
  while udp_port_in_use "$next_port"; do
    next_port=$((next_port + 10))
  done
  printf -v "$1" '%s' "$next_port"
}

# ---- baton ----

# The seven callbacks less onReceivedRefer, in the order in which `baton` heard them for a session.
outcome_of() {
  awk -v session="session=$2" '$2 == "callback" && $4 == session { print $3 }' "$work/$1.out" |
    grep -E '^on(Refer(Accepted|Rejected)|Transfer|ACTVTransfer)' | tr '\n' ' '
}

# expect_outcome NAME CALLBACK...: exactly these for its first session, no other and no more.
expect_outcome() {
  local name=$1 heard
  shift
  heard=$(outcome_of "$name" 1) || true
  [[ ${heard% } == "$*" ]] || fail "$name heard '${heard% }', not '$*'"
}

# start_baton_answer NAME VARIABLE OPTION...: sets the variable to the URI that it can be called at.
start_baton_answer() {
  local name=$1 variable=$2
  shift 2
  start "$name" "$baton" answer --port 0 --user "$name" --trace --dump "$@"
  wait_for "$name" ' listening sip:'
  printf -v "$variable" '%s' "$(awk '$2 == "listening" { print $3; exit }' "$work/$name.out")"
}

# start_baton_call NAME OPTION...
start_baton_call() {
  start "$1" "$baton" call --trace --dump "${@:2}"
}

# stop_baton NAME: asks it to hang up and end; it must do so in order.
stop_baton() {
  kill -INT "${process[$1]}"
  expect_end "$1" 0
}

# expect_no_junk NAME: nothing that its peers sent was junk to it. Once it has ended.
expect_no_junk() { expect_said "$1" ' ended .* malformed=0 .*stray_responses=0 stray_requests=0'; }

# time_of NAME PATTERN: when it printed the first line that matches, in ms since its start.
time_of() { grep -Em 1 -- "$2" "$work/$1.out" | awk '{ printf "%d", $1 * 1000 + 0.5 }'; }

# ---- SIPp ----

# Writes a scenario with the parts that it includes in their places, since SIPp knows no inclusion:
# <!-- include NAME ARGUMENT... --> is sipp/parts/NAME.xml with each {1}, {2} ... replaced by an argument,
# in which an underscore stands for a blank.
scenario() {
  awk -v parts="$here/sipp/parts" '
    function copy(file, arguments, count,   line, words, number, i, given) {
      while ((getline line < file) > 0) {
        for (i = 1; i <= count; ++i) gsub("[{]" i "[}]", arguments[i], line)
        if (line ~ /^ *<!-- include .* -->$/) {
          number = split(line, words, " ") - 1
          for (i = 4; i <= number; ++i) { given[i - 3] = words[i]; gsub("_", " ", given[i - 3]) }
          copy(parts "/" words[3] ".xml", given, number - 3)
        } else {
          print line
        }
      }
      close(file)
    }
    BEGIN { copy(ARGV[1], none, 0) }' "$here/sipp/$1.xml"
}

# start_sipp NAME PORT SCENARIO ARGUMENT...: one call by the scenario, which must go as written.
start_sipp() {
  local name=$1 port=$2
  scenario "$3" >"$work/$name.xml"
  start "$name" sipp -sf "$work/$name.xml" -i 127.0.0.1 -bind_local -p "$port" -mi 127.0.0.1 \
    -ci 127.0.0.1 -m 1 -nostdin -timeout 40s -timeout_error \
    -trace_msg -message_file "$work/$name.messages" -trace_err -error_file "$work/$name.err" "${@:4}"
  # A caller may be through by now; how it ended is asked later.
  until_true "$deadline" is_up_or_over "$name" "$port" || fail "$name does not listen"
}
is_up_or_over() { udp_port_in_use "$2" || has_ended "$1"; }

# ---- linphonec ----

# start_linphonec NAME PORT OPTION...: as NAME at PORT. With -a it answers calls by itself; without, it lets them ring
# for $ring_limit seconds. It answers challenges with $password.
start_linphonec() {
  local name=$1 home=$work/$1.home address=${address_of[$1]:-127.0.0.1}
  # It looks for its data base in here and does not make the folder.
  mkdir -p "$home/.local/share/linphone"
  # Without bind_address it listens on every address.
  cat >"$home/rc" <<TEXT
[sip]
sip_port=$2
sip_tcp_port=0
sip_tls_port=0
guess_hostname=0
contact="$name" <sip:$name@$address:$2>
bind_address=$address
inc_timeout=${ring_limit:-30}
[rtp]
audio_rtp_port=$(($2 + 2))
TEXT
  if [[ -n ${proxy_port:-} ]]; then
    sed -i 's/^\[sip\]$/&\ndefault_proxy=0/' "$home/rc"
    cat >>"$home/rc" <<TEXT
[proxy_0]
reg_proxy=<sip:127.0.0.1:$proxy_port;lr>
reg_route=<sip:127.0.0.1:$proxy_port;lr>
reg_identity=sip:$name@127.0.0.1:$proxy_port
reg_sendregister=0
TEXT
  fi
  if [[ -n ${password:-} ]]; then
    cat >>"$home/rc" <<TEXT
[auth_info_0]
username=$name
passwd=$password
realm=interop
TEXT
  fi
  make_stdin "$name"
  # Without stdbuf what it says comes late.
  start "$name" env HOME="$home" XDG_CONFIG_HOME="$home" XDG_DATA_HOME="$home" \
    stdbuf -o0 linphonec -c "$home/rc" -d 0 "${@:3}"
  # Otherwise it cannot call 127.0.0.1, and answers with IPv6 addresses in its session description.
  tell "$name" 'ipv6 disable'
  wait_for "$name" 'ipv6 use disabled' 30
}

# stop_linphonec NAME
stop_linphonec() {
  tell "$1" quit
  expect_end "$1" 0
}

# transfer_sipp SCENARIO CODE CALLBACK...: Bob, a `baton call`, calls a SIPp that plays the scenario and
# asks it to call Carol. `baton` must end with the code, having heard exactly these callbacks.
transfer_sipp() {
  local port
  take_port port
  start_sipp alice "$port" "$1"
  start_baton_call bob "sip:alice@127.0.0.1:$port" --refer sip:carol@127.0.0.1 --after 0
  expect_end bob "$2"
  expect_end alice 0
  expect_outcome bob "${@:3}"
}

# refer_baton_to_sipp TARGET TRANSFEROR [PATTERN]: Bob and Carol, two SIPp that play these scenarios; Bob calls
# Alice, a `baton answer`, and asks her to call Carol. Both scenarios must go as written; Alice is told to end
# when Bob's is through and she has said what the pattern matches.
refer_baton_to_sipp() {
  local bob_port carol_port alice_uri
  take_port bob_port
  take_port carol_port
  start_sipp carol "$carol_port" "$1"
  start_baton_answer alice alice_uri
  start_sipp bob "$bob_port" "$2" "${alice_uri#sip:*@}" -s alice -key carol_port "$carol_port"
  expect_end bob 0
  wait_for alice "${3:-.}"
  stop_baton alice
  expect_end carol 0
  expect_no_junk alice
  expect_said alice " callback onReceivedRefer session=1 .* to=\"sip:carol@127.0.0.1:$carol_port\""
}
