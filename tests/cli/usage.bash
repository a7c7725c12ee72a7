# Help, version and wrong usage.
source "${BASH_SOURCE%/*}/lib.bash"

run --version
expect 0 '^baton [0-9]+\.[0-9]+\.[0-9]+$'

run --help
expect 0 'Usage: baton' 'demo' 'answer' 'call' 'parse' 'Examples:'
for subcommand in demo answer call parse; do
  run "$subcommand" --help
  expect 0 "Usage: baton $subcommand" 'Examples:' "baton $subcommand" 'Exit codes'
  expect_not 'ENUM'
done

run
expect 64 'choose a subcommand' 'Usage: baton'
run sing
expect 64 'sing' "Try 'baton --help'"
run demo --loud
expect 64 '--loud' "Try 'baton demo --help'"
run demo --rejected --busy
expect 64 '--rejected' '--busy' "Try 'baton demo --help'"
run demo --attended --outside
expect 64 '--attended' '--outside'
run demo --transcript html
expect 64 '--transcript' 'text' 'mermaid'
run demo --port 65534
expect 64 '--port' '65533'
run answer --port 65536
expect 64 '--port' '65535'
run answer --refer perhaps
expect 64 '--refer' 'accept' 'reject' 'ask'
run answer --reject 200
expect 64 '--reject' '300' '699'
run answer --refer-status 300
expect 64 '--refer-status' '400' '699'
run answer --old-call burn
expect 64 '--old-call' 'keep' 'hang-up' 'hold'
run answer --replaces anybody
expect 64 '--replaces' 'strict' 'referred-by'
run answer surplus
expect 64 'surplus' "Try 'baton answer --help'"
run call
expect 64 'URI' "Try 'baton call --help'"
run call sip:a@127.0.0.1 --after 1
expect 64 '--after' '--refer'
for option in --hold --attended --outside '--cancel-after 1'; do
  run call sip:a@127.0.0.1 $option
  expect 64 "${option% *}" '--refer'
done
run call sip:a@127.0.0.1 --refer sip:b@127.0.0.1 --early wait
expect 64 '--early' '--attended'
run call sip:a@127.0.0.1 --refer sip:b@127.0.0.1 --attended --early perhaps
expect 64 '--early' 'wait' 'cancel' 'replace'
run call sip:a@127.0.0.1 --refer sip:b@127.0.0.1 --attended --outside
expect 64 '--outside' '--attended'
run call sip:a@127.0.0.1 --refer sip:b@127.0.0.1 --method BYE
expect 64 '--method needs --attended or --outside' "Try 'baton call --help'"
run call sip:a@127.0.0.1 --profile strange
expect 64 '--profile' 'standard' 'no_notify' 'bye_means_success'
run call sip:a@127.0.0.1 --timeout soon
expect 64 '--timeout' 'soon'
run parse
expect 64 'FILE' "Try 'baton parse --help'"
