# The transferor hears 100, 180 and 200 by NOTIFY; the target is told who referred the call to it.
refer_baton_to_sipp target transferor
expect_said alice ' callback onInviteConnected session=2'
