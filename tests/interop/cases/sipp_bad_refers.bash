# REFERs that are wrong or go too far: the application is not asked, nobody is called, the call stands.
take_port bob_port
start_baton_answer alice alice_uri
start_sipp bob "$bob_port" bad_refers "${alice_uri#sip:*@}" -s alice
expect_end bob 0
stop_baton alice
expect_silence alice ' callback onReceivedRefer '
expect_silence alice ' sent [^ ]+ (INVITE|NOTIFY) '
expect_said alice ' callback onInviteClosed session=1'
