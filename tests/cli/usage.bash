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
run answer --refer-status 481
expect 64 '--refer-status' '481 would end the call'
run answer --refer-status 408
expect 64 '--refer-status' '408 is no answer to a REFER'
run answer --old-call burn
expect 64 '--old-call' 'keep' 'hang-up' 'hold'
run answer --replaces anybody
expect 64 '--replaces' 'strict' 'referred-by'
for option in '--digest-user a:b' '--digest-users file' --want-digest; do
  run answer $option
  expect 64 "${option% *}" '--digest-realm'
done
for user in alice alice: :secret; do
  run answer --port 0 --digest-realm home --digest-user "$user"
  expect 64 '--digest-user must be USER:PASSWORD'
done
run answer --port 0 --digest-realm home --digest-users missing
expect 2 'cannot read missing'
printf 'alice:secret\n\nbob\n' >users
run answer --port 0 --digest-realm home --digest-users users
expect 64 'users line 3: must be USER:PASSWORD'
run answer --without forking
expect 64 '--without' 'norefersub' 'explicitsub'
run answer --accept-status 204
expect 64 '--accept-status' 'automatic' 'pending'
run answer --depth 256
expect 64 '--depth' '255'
run answer surplus
expect 64 'surplus' "Try 'baton answer --help'"
run call
expect 64 'URI' "Try 'baton call --help'"
run call sip:a@127.0.0.1 --after 1
expect 64 '--after needs --refer or --hold' "Try 'baton call --help'"
run call sip:a@127.0.0.1 --unhold-after 1
expect 64 '--unhold-after' '--hold'
run call sip:a@127.0.0.1 --pickup 'no tags'
expect 64 "--pickup must name a dialog: 'CALL-ID;to-tag=HIS;from-tag=THEIRS'" "Try 'baton call --help'"
for option in --attended --outside '--cancel-after 1' '--reports nosub' --no-reports-mean-success; do
  run call sip:a@127.0.0.1 $option
  expect 64 "${option% *}" '--refer'
done
run call sip:a@127.0.0.1 --refer sip:b@127.0.0.1 --early wait
expect 64 '--early' '--attended'
run call sip:a@127.0.0.1 --refer sip:b@127.0.0.1 --attended --early perhaps
expect 64 '--early' 'wait' 'cancel' 'replace'
run call sip:a@127.0.0.1 --refer sip:b@127.0.0.1 --attended --outside --request-uri sip:c@127.0.0.1
expect 64 '--outside' '--request-uri'
for option in --attended --outside; do
  run call sip:a@127.0.0.1 --refer sip:b@127.0.0.1 --also sip:c@127.0.0.1 $option
  expect 64 '--also' "$option"
done
run call sip:a@127.0.0.1 --refer sip:b@127.0.0.1 --also nobody
expect 3 "'nobody' is not a URI"
run call sip:a@127.0.0.1 --refer sip:b@127.0.0.1 --outside --hold
expect 64 '--outside' '--hold'
run call sip:a@127.0.0.1 --refer sip:b@127.0.0.1 --method BYE
expect 64 '--method needs --attended or --outside' "Try 'baton call --help'"
run call sip:a@127.0.0.1 --profile strange
expect 64 '--profile' 'standard' 'no_notify' 'bye_means_success'
run call sip:a@127.0.0.1 --timeout soon
expect 64 '--timeout' 'soon'
run parse
expect 64 'FILE' "Try 'baton parse --help'"
