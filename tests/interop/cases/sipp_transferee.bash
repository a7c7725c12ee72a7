# A transferee by the book, its NOTIFYs with id.
transfer_sipp transferee 0 onReferAccepted onTransferTrying onTransferRinging onACTVTransferSuccess
