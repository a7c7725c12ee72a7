# linphonec refuses a REFER without a call.
take_port port
start_linphonec alice "$port" -a
start_baton_call bob "sip:alice@127.0.0.1:$port" --outside --refer sip:carol@127.0.0.1
expect_end bob 7
expect_said bob ' callback onReferRejected session=-1 code=603 reason="Decline"'
stop_linphonec alice
