# The transferee's BYE comes right behind its 202: the reports outlive the call.
transfer_sipp hangs_up_at_once 0 onReferAccepted onTransferTrying onTransferRinging onACTVTransferSuccess
expect_order bob ' callback onReferAccepted ' ' callback onInviteClosed ' ' callback onTransferTrying '
