# linphonec transfers us: its REFER has Refer-To and Referred-By without angle brackets, neither `Event` nor
# Content-Length. It hangs up as soon as it hears of the target's 200.
take_port port
start_linphonec bob "$port"
start_baton_answer alice alice_uri
start_baton_answer carol carol_uri --ring 0.5

tell bob "call $alice_uri"
wait_for bob 'Call 1 with .* connected'
wait_for alice ' callback onInviteConnected session=1'
tell bob "transfer 1 $carol_uri"
wait_for bob 'of call 1 has been transfered'
wait_for bob 'Call 1 with .* ended'

wait_for alice ' callback onInviteConnected session=2'
wait_for alice ' callback onInviteClosed session=1'
wait_for carol ' callback onInviteConnected session=1'
expect_said alice " callback onReceivedRefer session=1 .* to=\"$carol_uri\""
expect_said alice ' action acceptRefer session=1 result=2'
expect_said carol '\| Referred-By:.*sip:bob@'
expect_silence alice ' callback onInviteClosed session=2'

stop_baton alice
expect_no_junk alice
wait_for carol ' callback onInviteClosed session=1'
stop_baton carol
expect_no_junk carol
stop_linphonec bob
