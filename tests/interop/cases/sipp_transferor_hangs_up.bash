# The transferor hangs up while the target rings: it is still told of the success.
refer_baton_to_sipp target transferor_hangs_up
expect_order alice ' callback onInviteClosed session=1' ' sent .* NOTIFY 200 OK, terminated'
