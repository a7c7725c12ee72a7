# We refuse linphonec's REFER. It says nothing about that and keeps the call.
take_port port
start_linphonec bob "$port"
start_baton_answer alice alice_uri --refer reject

tell bob "call $alice_uri"
wait_for bob 'Call 1 with .* connected'
wait_for alice ' callback onInviteConnected session=1'
tell bob 'transfer 1 sip:carol@127.0.0.1'
wait_for alice ' sent .* 603 Decline \([0-9]+ REFER\)'
expect_said alice ' callback onReceivedRefer session=1 .* to="sip:carol@127.0.0.1"'
tell bob calls
wait_for bob '^1 .*alice.* StreamsRunning'

tell bob 'terminate all'
wait_for alice ' callback onInviteClosed session=1'
stop_baton alice
expect_no_junk alice
expect_silence alice ' sent [^ ]+ (INVITE|NOTIFY) '
stop_linphonec bob
