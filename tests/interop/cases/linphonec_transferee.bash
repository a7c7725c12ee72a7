# linphonec takes our REFER, calls the target and reports by NOTIFY. It never reports 180, even when the
# target rings; it sends NOTIFYs without Contact, with `Event: refer` without id, `Subscription-State`
# without expires and at last with `terminated;reason=reason=noresource`; its 202 has no Contact either.
# Behind its 202 comes a re-INVITE that puts us on hold.
take_port port
start_linphonec alice "$port" -a
start_baton_answer carol carol_uri --ring 0.5
start_baton_call bob "sip:alice@127.0.0.1:$port" --refer "$carol_uri" --after 0.2

expect_end bob 0
expect_outcome bob onReferAccepted onTransferTrying onACTVTransferSuccess
wait_for alice 'Call 2 with .*carol.* connected'
wait_for alice 'Call 1 with .* ended'
wait_for carol ' callback onInviteConnected session=1'
expect_said carol '\| Referred-By:.*sip:'

tell alice 'terminate all'
wait_for carol ' callback onInviteClosed session=1'
stop_baton carol
expect_no_junk carol
stop_linphonec alice
