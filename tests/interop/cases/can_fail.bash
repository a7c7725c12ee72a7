# Must fail: the peer refuses, and a transfer is expected.
transfer_sipp refuses_refer 0 onReferAccepted onTransferTrying onACTVTransferSuccess
