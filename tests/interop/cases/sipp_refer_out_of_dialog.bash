# A REFER from nowhere: 403, and the application is not asked.
take_port bob_port
start_baton_answer alice alice_uri
start_sipp bob "$bob_port" refer_out_of_dialog "${alice_uri#sip:*@}" -s alice
expect_end bob 0
stop_baton alice
expect_no_junk alice
expect_silence alice ' callback '
expect_silence alice ' sent [^ ]+ (INVITE|NOTIFY) '
