# The older NOTIFY comes after the newer one: it gets 500 with Retry-After and tells nothing.
transfer_sipp notifies_swapped 0 onReferAccepted onTransferTrying onTransferRinging onACTVTransferSuccess
expect_order bob ' received .* NOTIFY 180 .*\(2\)' ' callback onTransferTrying ' ' callback onTransferRinging ' \
  ' received .* NOTIFY 100 .*\(1\)'
