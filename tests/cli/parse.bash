# `baton parse`: good and bad messages, and files that are none.
source "${BASH_SOURCE%/*}/lib.bash"

message() {
  printf '%s\r\n' 'INVITE sip:bob@example.com SIP/2.0' 'Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bKx' \
    'From: "Alice" <sip:alice@example.com>;tag=1' 'To: <sip:bob@example.com>' 'Call-ID: x' "CSeq: $1 INVITE" \
    'Max-Forwards: 70' 'Contact: <sip:alice@192.0.2.1>' 'Content-Length: 2' ''
  printf 'hi'
}
message 1 >good.sip
message one >bad.sip

run parse good.sip
expect 0 '^good.sip: accepted: INVITE sip:bob@example.com, 8 headers, 2 octets of body$'

run parse bad.sip
expect 1 '^bad.sip: rejected: .*\(bad_number\) at octet [0-9]+, header CSeq$' '^  line 6: CSeq: one INVITE$'
expect 1 '^  rule: CSeq, RFC 3261 20.16; the answer is 400 Bad Request$'
# The caret stands under the fault.
[[ $(grep -E '^ +\^$' last.out) == '                ^' ]] || fail 'the caret is misplaced'

# The other files are judged all the same, and the exit code tells of the one.
run parse good.sip bad.sip good.sip
expect 1 'bad.sip: rejected'
[[ $(grep -c accepted last.out) == 2 ]] || fail 'not all files were judged'

run parse --list good.sip
expect 0 '^  CSeq: 1 INVITE$' '^  From: "Alice" <sip:alice@example.com>;tag=1$'

code=0
command_line='parse - < good.sip'
"$baton" parse - <good.sip >last.out 2>last.err || code=$?
expect 0 '^standard input: accepted: INVITE'

tr -d '\r' <good.sip >lf.sip
run parse lf.sip
expect 1 'rejected' 'try --lf'
run parse --lf lf.sip
expect 0 'accepted'

printf 'SIP/2.0 200 OK\r\n' >cut.sip
run parse cut.sip
expect 1 '\(truncated\)'
: >empty.sip
run parse empty.sip
expect 1 '^empty.sip: rejected: .*\(empty_message\) at octet 0$' '^  rule: start-line, RFC 3261 7.5; it is dropped$'
head -c 70000 /dev/zero >huge.sip
run parse huge.sip
expect 1 '\(message_too_long\): 70000 octets, at most 65535 can be read$' '; it is dropped$'

# Whatever is in a file, the terminal is safe: only printable characters, and no long lines.
{ printf 'INVITE sip:b@c SIP/2.0\r\nVia: \033[2J\033]0;title\007\302\233\342\200\256\377'; head -c 9000 /dev/urandom; } >hostile.sip
run parse hostile.sip
expect 1 'rejected'
[[ -z $(tr -d '\n[:print:]\200-\377' <last.out) ]] || fail 'control characters came through'
[[ $(awk '{ if (length > longest) longest = length } END { print longest }' last.out) -lt 700 ]] ||
  fail 'a line is too long'

run parse --framed cut.sip good.sip
expect 1 'good.sip: accepted'
sed 's/Content-Length: 2/Content-Length: 3/' good.sip >short.sip
run parse short.sip
expect 1 '\(bad_content_length\)' 'header Content-Length'

run parse no-such-file good.sip
expect 2 'cannot read no-such-file: No such file or directory' 'good.sip: accepted'
run parse .
expect 2 'cannot read \.: Is a directory'

# Tolerances, by name.
sed 's/@example.com>;tag=1/@my_host.example.com>;tag=1/' good.sip >underscore.sip
run parse underscore.sip
expect 0 'accepted'
run parse --strict good.sip
expect 1 'header Content-Type$' '^  rule: Content-Type, RFC 3261 20.15; the answer is 400'
run parse --strict --tolerate body_without_type good.sip
expect 0 'accepted'
run parse --strict --tolerate body_without_type underscore.sip
expect 1 '\(bad_uri\)' 'header From$'
run parse --strict --tolerate body_without_type --tolerate host_underscores underscore.sip
expect 0 'accepted'
run parse --refuse host_underscores good.sip underscore.sip
expect 1 'good.sip: accepted' 'underscore.sip: rejected'
run parse --tolerate bare_line_feeds lf.sip
expect 0 'accepted: INVITE sip:bob@example.com, 8 headers, 2 octets of body$'
run parse --tolerate kindness good.sip
expect 64 "no tolerance is called 'kindness': --tolerances lists them" "Try 'baton parse --help'"
run parse --refuse Host_Underscores good.sip
expect 64 "no tolerance is called 'Host_Underscores'"
run parse --tolerate short_body --refuse short_body good.sip
expect 64 '--tolerate and --refuse' 'short_body'
run parse --tolerances
expect 0 '^On by default:$' '^  host_underscores +_ in host names \(RFC 3261 25.1\)$' '^Off by default:$' '^  bare_line_feeds '
# The page says of each what the command says.
while read -r name; do
  grep -q "^| \`$name\` |" "${BASH_SOURCE%/*}/../../docs/parser.md" || fail "docs/parser.md does not name $name"
done < <(sed -n 's/^  \([a-z_0-9]*\) .*/\1/p' last.out)
[[ $(grep -c '^  ' last.out) == 29 ]] || fail 'not all tolerances are listed'
