# Sourced by the scripts beside it: SCRIPT BATON FOLDER. Runs `baton` and judges what comes back.
set -euo pipefail

baton=$1
folder=$2
rm -rf "$folder"
mkdir -p "$folder"
cd "$folder"
unset NO_COLOR
export LC_ALL=C.UTF-8

started=()
stop_all() {
  local id
  for id in "${started[@]}"; do
    kill "$id" 2>/dev/null || true
  done
}
trap stop_all EXIT

fail() {
  echo "$0: $*" >&2
  local file
  for file in "$folder"/*.out "$folder"/*.err; do
    [[ -s $file ]] && { echo "--- ${file##*/}" >&2; cat "$file" >&2; }
  done
  exit 1
}

# run ARGUMENT...: to last.out and last.err; its exit code is in $code.
run() {
  code=0
  command_line=$*
  timeout 60 "$baton" "$@" >last.out 2>last.err </dev/null || code=$?
}

# expect CODE [TEXT...]: of the last run; each text (a regular expression) stands in its output.
expect() {
  local text
  [[ $code == "$1" ]] || fail "baton $command_line: exit code $code, not $1"
  for text in "${@:2}"; do
    grep -Eqh -- "$text" last.out last.err || fail "baton $command_line: does not say: $text"
  done
}

expect_not() {
  if grep -Eqh -- "$1" last.out last.err; then
    fail "baton $command_line: says: $1"
  fi
}

# wait_for FILE TEXT: until a line of the file matches.
wait_for() {
  local tries
  for ((tries = 0; tries < 600; ++tries)); do
    grep -Eqs -- "$2" "$1" && return
    sleep 0.05
  done
  fail "$1: never says: $2"
}

# start NAME ARGUMENT...: in the background, to NAME.out and NAME.err; its id is in $id.
start() {
  "$baton" "${@:2}" >"$1.out" 2>"$1.err" </dev/null &
  id=$!
  started+=("$id")
}

# start_answer NAME ARGUMENT...: an agent that answers; its URI is in $uri, its port in $port.
start_answer() {
  start "$1" answer --port 0 "${@:2}"
  wait_for "$1.out" '^[0-9.]+ listening sip:'
  uri=$(sed -n 's/^[0-9.]* listening //p' "$1.out")
  port=${uri##*:}
}

# end NAME ID: SIGTERM, and the exit code in $code.
end() {
  code=0
  command_line="$1, terminated"
  kill -TERM "$2"
  wait "$2" || code=$?
  cp "$1.out" last.out
  cp "$1.err" last.err
}

# wait_end NAME ID: it ends by itself.
wait_end() {
  code=0
  command_line="$1, ended"
  wait "$2" || code=$?
  cp "$1.out" last.out
  cp "$1.err" last.err
}
