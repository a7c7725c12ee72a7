# A 200 that comes twice gets an ACK each time (RFC 3261 13.2.2.4), and one call connects.
take_port port
start_sipp alice "$port" repeats_200 -nr
start_baton_call bob "sip:alice@127.0.0.1:$port" --hang-up-after 1
expect_end bob 0
expect_end alice 0
[[ $(count bob ' sent .* ACK ') == 2 ]] || fail 'not one ACK for each 200'
[[ $(count bob ' callback onInviteConnected ') == 1 ]] || fail 'connected not just once'
