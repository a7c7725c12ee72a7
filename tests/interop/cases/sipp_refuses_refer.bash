# 603 to the REFER: rejected, and nothing after that. The call stands until `baton` hangs up.
transfer_sipp refuses_refer 7 onReferRejected
expect_said bob ' callback onReferRejected session=1 code=603 reason="Decline"'
expect_order bob ' callback onReferRejected ' ' sent .* BYE '
