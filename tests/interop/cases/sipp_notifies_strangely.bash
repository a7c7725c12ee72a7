# What is not a report of our transfer is refused and does not end it.
transfer_sipp notifies_strangely 8 onReferAccepted onTransferTrying onACTVTransferFailure
expect_said bob ' callback onACTVTransferFailure session=1 code=404 reason="Not Found"'
