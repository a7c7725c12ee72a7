# `baton parse --json`: valid JSON whatever the file's name and octets, one object a file.
source "${BASH_SOURCE%/*}/lib.bash"

request() {
  printf '%s\r\n' "$1 sip:bob@example.com SIP/2.0" "Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bKx" \
    'From: "Alice" <sip:alice@example.com>;tag=1' 'To: <sip:bob@example.com>' 'Call-ID: x' "CSeq: $2 $1" ''
}
request OPTIONS 1 >good.sip
request OPTIONS one >bad.sip
request ACK one >ack.sip
sed 's|SIP/2.0\r|SIP/3.0\r|' good.sip >version.sip

offset_of() {
  grep -abo -- "$1" "$2" | cut -d : -f 1
}

# The whole of a line, so that no member is missing and none is new.
line() {
  printf '{"file":"%s","verdict":%s,"status":%s,"error":%s,"offset":%s,"header":%s,"rule":%s,"rfc":%s}\n' "$@"
}
{
  line good.sip '"accept"' null null null null null null
  line bad.sip '"reject"' 400 '"bad_number"' "$(offset_of one bad.sip)" '"CSeq"' '"CSeq"' '"RFC 3261 20.16"'
  line no-such-file null null '"cannot_read"' null null null null
  line ack.sip '"reject"' '"drop"' '"bad_number"' "$(offset_of one ack.sip)" '"CSeq"' '"CSeq"' '"RFC 3261 20.16"'
  line version.sip '"reject"' 505 '"bad_version"' "$(offset_of SIP/3.0 version.sip)" null '"SIP-Version"' '"RFC 3261 7.1"'
} >expected
run parse --json good.sip bad.sip no-such-file ack.sip version.sip
expect 2 'cannot read no-such-file: No such file or directory'
diff expected last.out || fail 'the objects differ'

run parse --json good.sip
expect 0
run parse --json good.sip bad.sip
expect 1
run parse --json good.sip --list
expect 64 '--list' '--json' "Try 'baton parse --help'"
run parse --json
expect 64 'FILE'

code=0
command_line='parse --json - < bad.sip'
"$baton" parse --json - <bad.sip >last.out 2>last.err || code=$?
expect 1 '^\{"file":"-","verdict":"reject"'

tr -d '\r' <good.sip >lf.sip
run parse --json --lf lf.sip
expect 0 '"accept"'
run parse --json --framed good.sip
expect 1 '"missing_header"' '"RFC 3261 18.3"'

# Names with everything that a file system allows: quotes, backslashes, controls, UTF-8 of each size, and octets that
# are no UTF-8 (an overlong one, a surrogate, a lone continuation, a cut sequence).
names=('quo"te.sip' 'back\slash.sip' $'new\nline\ttab\x01\x7f.sip' $'\u00e9\u20ac\U0001F4DE.sip' $'\xff\xc0\xaf.sip'
  $'\xed\xa0\x80.sip' $'\x80.sip' $'\xf0\x9f\x93' $'\xc2\x9b.sip')
{ printf 'INVITE sip:b@c SIP/2.0\r\nVia: "\\\033[2J\302\233\342\200\256\377'; head -c 9000 /dev/urandom; } >hostile
for name in "${names[@]}"; do
  cp hostile "$name"
done
run parse --json -- "${names[@]}"
expect 1
[[ $(grep -c '"verdict":"reject"' last.out) == "${#names[@]}" ]] || fail 'not one object a file'
[[ -z $(tr -d '\n[:print:]' <last.out | LC_ALL=C tr -d '\0') ]] || fail 'control characters came through'
if LC_ALL=C grep -q '[^ -~]' last.out; then
  fail 'it is not ASCII alone'
fi
expect 1 '"quo\\"te.sip"' '"back\\\\slash.sip"' '"new\\u000aline\\u0009tab\\u0001\\u007f.sip"' \
  '"\\u00e9\\u20ac\\ud83d\\udcde.sip"' '"\\ufffd\\ufffd\\ufffd.sip"' '"\\u009b.sip"'

# Somebody else's reading of JSON, where there is one.
if command -v jq >/dev/null; then
  [[ $(jq -r 'select(.verdict == "reject") | .status' last.out | wc -l) == "${#names[@]}" ]] || fail 'jq cannot read it'
  [[ $(jq -r .file last.out | sed -n 1p) == "${names[0]}" ]] || fail 'jq reads another name'
elif command -v python3 >/dev/null; then
  while IFS= read -r object; do
    python3 -m json.tool <<<"$object" >/dev/null || fail "not JSON: $object"
  done <last.out
fi

# What cannot be written is said, and is a failure.
if [[ -w /dev/full ]]; then
  code=0
  command_line='parse --json good.sip > /dev/full'
  "$baton" parse --json good.sip 2>last.err >/dev/full || code=$?
  : >last.out
  expect 2 'cannot write to standard output'
fi
