# The reports end when the transferor asks for that; the referred call goes on.
refer_baton_to_sipp target transferor_unsubscribes ' callback onInviteConnected session=2'
expect_silence alice ' sent [^ ]+ NOTIFY 200'
