# linphonec rings and then declines: the 603 goes all the way to the transferor.
take_port port
start_linphonec carol "$port"
start_baton_answer alice alice_uri
start_baton_call bob "$alice_uri" --refer "sip:carol@127.0.0.1:$port" --after 0.2

wait_for carol 'Receiving new incoming call from .*alice'
wait_for bob ' callback onTransferRinging session=1'
tell carol 'terminate 1'
expect_end bob 8
expect_outcome bob onReferAccepted onTransferTrying onTransferRinging onACTVTransferFailure
expect_said bob ' callback onACTVTransferFailure session=1 code=603 reason="Decline"'
expect_said alice ' callback onInviteFailure session=2 code=603'
wait_for carol 'Call 1 with .*alice.* ended'

stop_baton alice
expect_no_junk alice
stop_linphonec carol
