# The transferee reports that the target rang and then refused.
transfer_sipp target_is_busy 8 onReferAccepted onTransferTrying onTransferRinging onACTVTransferFailure
expect_said bob ' callback onACTVTransferFailure session=1 code=486 reason="Busy Here"'
