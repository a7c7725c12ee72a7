# A NOTIFY before the 202 is answered at once, and told of once the 202 is there.
transfer_sipp notifies_first 0 onReferAccepted onTransferTrying onACTVTransferSuccess
expect_order bob ' received .* NOTIFY 100' ' sent .* 200 OK \(1 NOTIFY\)' ' received .* 202 ' \
  ' callback onReferAccepted ' ' callback onTransferTrying '
