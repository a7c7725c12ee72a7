# Nobody listens at the target's port, which an ICMP error tells (RFC 3261 8.1.3.1: as if 503).
take_port bob_port
take_port carol_port
start_baton_answer alice alice_uri
start_sipp bob "$bob_port" transferor_told_of_failure "${alice_uri#sip:*@}" -s alice -key carol_port "$carol_port"
expect_end bob 0
stop_baton alice
expect_no_junk alice
expect_said alice ' sent .* NOTIFY 503 .*, terminated'
expect_said alice ' callback onInviteFailure session=2 code=503'
