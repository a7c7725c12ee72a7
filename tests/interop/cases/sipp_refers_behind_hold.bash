# A REFER between the 200 and the ACK of a hold re-INVITE, against the grammar's angle brackets.
refer_baton_to_sipp target refers_behind_hold
expect_order alice ' callback onRemoteHold session=1' ' callback onReceivedRefer session=1' \
  ' received .* ACK \(2\)' ' callback onInviteConnected session=2'
