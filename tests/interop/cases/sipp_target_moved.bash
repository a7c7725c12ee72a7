# The target redirects: not followed, reported as it is.
refer_baton_to_sipp target_moved transferor_told_of_failure
expect_said alice ' sent .* NOTIFY 302 Moved Temporarily, terminated'
expect_said alice ' callback onInviteFailure session=2 code=302'
