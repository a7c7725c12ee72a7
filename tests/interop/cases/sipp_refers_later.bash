# 491 to the REFER, which is sent again after 2.1 to 4 s, since we own the Call-ID; it is one transfer.
transfer_sipp refers_later 0 onReferAccepted onTransferTrying onACTVTransferSuccess
