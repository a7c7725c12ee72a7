# linphonec is who we are transferred to: it rings, which the transferor hears of, until it is told to answer.
take_port port
start_linphonec carol "$port"
start_baton_answer alice alice_uri
start_baton_call bob "$alice_uri" --refer "sip:carol@127.0.0.1:$port" --after 0.2

wait_for carol 'Receiving new incoming call from .*alice'
wait_for bob ' callback onTransferRinging session=1'
expect_silence bob 'onACTVTransfer'
tell carol 'answer 1'
wait_for carol 'Call 1 with .*alice.* connected'
expect_end bob 0
expect_outcome bob onReferAccepted onTransferTrying onTransferRinging onACTVTransferSuccess
expect_said alice ' callback onInviteConnected session=2'

tell carol 'terminate all'
wait_for alice ' callback onInviteClosed session=2'
stop_baton alice
expect_no_junk alice
stop_linphonec carol
