take_port port
start_sipp transferee "$port" transferee
start_baton_call bob "sip:alice@127.0.0.1:$port" --refer sip:carol@127.0.0.1 --after 0
expect_end bob 0
expect_end transferee 0
expect_outcome bob onReferAccepted onTransferTrying onTransferRinging onACTVTransferSuccess
