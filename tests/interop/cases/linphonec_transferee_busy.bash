# The target refuses: linphonec resumes the call and reports the 486 in a NOTIFY that still says `active`.
take_port port
start_linphonec alice "$port" -a
start_baton_answer carol carol_uri --reject 486
start_baton_call bob "sip:alice@127.0.0.1:$port" --refer "$carol_uri" --after 0.2

expect_end bob 8
expect_outcome bob onReferAccepted onTransferTrying onACTVTransferFailure
expect_said bob ' received .* NOTIFY 486 Busy Here, active'
expect_said bob ' callback onACTVTransferFailure session=1 code=486 reason="Busy Here"'
wait_for alice 'Call 2 with .*carol.* error'
wait_for alice 'Call 1 with .* ended'

stop_baton carol
expect_no_junk carol
stop_linphonec alice
