# Reports against the grammar, as deployed peers send them.
transfer_sipp notifies_sloppily 0 onReferAccepted onTransferTrying onACTVTransferSuccess
