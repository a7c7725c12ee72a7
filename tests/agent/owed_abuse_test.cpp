// Abuse of REFER that no advisory names yet (field notes, 3d; docs/transfer.md, "Published faults, row by row").
// What has a test elsewhere is not repeated here.
#include <algorithm>

#include "tests/agent/attended_scene.hpp"
#include "tests/agent/transferee_scene.hpp"
#include "tests/agent/transferor_scene.hpp"

namespace baton {
namespace {

class OwedAbuse : public TransfereeRows {
 protected:
  explicit OwedAbuse(const StackOptions& options = {}) : TransfereeRows(options) {}
  std::size_t sent(std::string_view start) const {
    std::size_t count = 0;
    for (const Packet& packet : scene.log) count += packet.text.starts_with(start) ? 1u : 0u;
    return count;
  }
};

TEST_F(OwedAbuse, D1_TollFraudIs403AndNoCall) {
  ScriptedPeer mallory(scene, 5099, alice);
  for (const char* const number : {"sip:+19005551234@127.0.0.1:5092", "tel:+19005551234", "sip:0900@127.0.0.1:5092"}) {
    mallory.call_id = "fraud";
    mallory.local = "<" + alice.uri + ">;tag=f";  // in the name of the account itself
    mallory.remote = "<" + alice.uri + ">";
    mallory.target = alice.uri;
    mallory.request("REFER", "Refer-To: <" + std::string(number) + ">\r\nReferred-By: <" + alice.uri + ">\r\n");
    EXPECT_TRUE(mallory.expect("SIP/2.0 403", seconds(1))) << number;
  }
  expect_refused(603, "Refer-To: <tel:+19005551234>\r\n");
  EXPECT_EQ(alice.count(EventKind::refer_received), 0u);
  EXPECT_EQ(sent("INVITE"), 0u);
}

TEST_F(OwedAbuse, D2_NoHeaderOfTheReferToUriPassesUnlisted) {
  for (const char* const header : {"Route", "From", "f", "To", "Contact", "m", "Authorization", "Proxy-Authorization",
                                   "body", "Via", "Call-ID", "i", "CSeq", "Record-Route", "Subject", "Supported",
                                   "P-Asserted-Identity", "Content-Length", "l", "Referred-By", "b", "X-Any",
                                   "Max-Forwards", "Join", "replaces2"}) {
    expect_refused(403, "Refer-To: <" + carol.uri() + "?" + header + "=%3Csip:evil%40h%3E>\r\n");
    expect_refused(403, "Refer-To: <" + carol.uri() + "?Accept-Contact=*&" + header + "=1>\r\n");
  }
  EXPECT_EQ(sent("INVITE"), 0u);
}

TEST_F(OwedAbuse, D3_AnEscapedLineEndEndsNoLine) {
  for (const char* const end : {"%0D%0A", "%0d%0a", "%0a", "%0D", "%00", "%7f"}) {
    const std::string injection = std::string(end) + "Route:%20%3Csip:evil%3E";
    for (const char* const name : {"Replaces=a%3Bto-tag%3D1%3Bfrom-tag%3D2", "Require=replaces", "Accept-Contact=*",
                                   "User-to-User=a", "Target-Dialog=a%3Blocal-tag%3D1%3Bremote-tag%3D2"}) {
      bob.forget();
      send_refer("Refer-To: <" + carol.uri() + "?" + name + injection + ">\r\n");
      EXPECT_TRUE(bob.has("SIP/2.0 403") || bob.has("SIP/2.0 400")) << name << end;
    }
    EXPECT_EQ(alice.count(EventKind::refer_received), 0u) << end;
    // In the user part and in Referred-By an escape stays an escape.
    const std::string target = "sip:carol" + std::string(end) + "Route%3A%20evil@127.0.0.1:5092";
    const std::string by = "<sip:bob" + std::string(end) + "Route%3A%20evil@127.0.0.1>";
    send_refer("Refer-To: <" + target + ">\r\nReferred-By: " + by + "\r\n");
    ASSERT_EQ(alice.count(EventKind::refer_received), 1u) << end;
    accept();
    EXPECT_EQ(invite.first_line(), "INVITE " + target + " SIP/2.0");
    EXPECT_EQ(invite.header("Referred-By"), by);
    EXPECT_EQ(invite.text.find("\nRoute:"), std::string::npos);
    carol.respond(invite, 486);
    scene.run(seconds(1));
    while (const auto notify = bob.expect("NOTIFY", seconds(1))) {
      EXPECT_EQ(notify->text.find("evil"), std::string::npos);
      bob.respond(*notify, 200);
    }
    carol.forget();
    alice.heard.clear();
  }
}

TEST_F(OwedAbuse, D4_WhoIsReferredToItselfCallsNobody) {
  const std::string contact = bob.target;  // our own, as the peer has it
  for (const std::string& self : {alice.uri, contact, std::string("sip:127.0.0.1:5070"),
                                  std::string("sip:other@127.0.0.1:5070;transport=udp"),
                                  std::string("sip:other@192.0.2.9:5070;maddr=127.0.0.1"),
                                  std::string("SIP:ALICE@127.0.0.1:5070")}) {
    expect_refused(403, "Refer-To: <" + self + ">\r\n");
  }
  EXPECT_EQ(sent("INVITE"), 0u);
}

// The dialog's own peer is no loop: Bob asks to be called back.
TEST_F(OwedAbuse, D4_ThePeerItselfMayBeTheTarget) {
  send_refer("Refer-To: <" + bob.uri() + ">\r\n");
  ASSERT_EQ(alice.count(EventKind::refer_received), 1u);
  ASSERT_TRUE(alice.stack().accept_refer(scene.now, transfer));
  const auto invited = bob.expect("INVITE", seconds(1));
  ASSERT_TRUE(invited);
  EXPECT_NE(invited->header("Call-ID"), bob.call_id) << "a call of its own";
}

/// Alice and Dave answer every call, refer each other back to themselves, accept, and hang up as they accept. What
/// ends that is the depth: no rate holds, and there is room for a thousand calls.
TEST(OwedLoop, D4_TwoThatReferEachOtherComeToAnEnd) {
  Scene scene;
  StackOptions options;
  options.referral.per_minute = 0;
  Party& alice = scene.add("alice", 5070, Limits::host(1'000), options);
  Party& dave = scene.add("dave", 5080, Limits::host(1'000), options);
  const auto live = [&](Party& self, const Event& event) {
    switch (event.kind) {
      case EventKind::call_incoming: (void)self.stack().answer(scene.now, event.call); break;
      case EventKind::refer_received:
        if (self.stack().accept_refer(scene.now, event.transfer)) (void)self.stack().hang_up(scene.now, event.call);
        break;
      case EventKind::call_connected: (void)self.stack().refer(scene.now, event.call, self.uri); break;
      default: break;
    }
  };
  alice.on_event = live;
  dave.on_event = live;
  ASSERT_TRUE(alice.stack().call(scene.now, alice.account, dave.uri));
  const auto invites = [&] {
    return std::ranges::count_if(scene.log, [](const Packet& packet) { return packet.text.starts_with("INVITE"); });
  };
  scene.run(seconds(600));
  const auto made = invites();
  EXPECT_GE(made, options.referral.depth) << "there was a loop, as deep as the policy lets it be";
  scene.run(seconds(600));
  EXPECT_EQ(invites(), made) << "and it has ended";
  const auto refused = [&](ReferralRefusal reason) {
    const auto at = static_cast<std::size_t>(reason);
    return alice.stack().counters().referral_refusals_by_reason[at] +
           dave.stack().counters().referral_refusals_by_reason[at];
  };
  EXPECT_GT(refused(ReferralRefusal::depth), 0u);
  EXPECT_EQ(refused(ReferralRefusal::rate) + refused(ReferralRefusal::no_room), 0u);
  EXPECT_LT(alice.stack().usage().calls.high_water, alice.limits.calls);
}

TEST_F(OwedAbuse, D6_ManyRefersOfOneDialogMakeOneCall) {
  for (int i = 0; i < 8; ++i) send_refer();
  EXPECT_EQ(alice.count(EventKind::refer_received), 1u);
  EXPECT_EQ(sent("SIP/2.0 403"), 7u);
  accept();
  carol.respond(invite, 180);
  for (int i = 0; i < 1'000; ++i) send_refer();
  EXPECT_EQ(alice.count(EventKind::refer_received), 1u);
  EXPECT_EQ(sent("INVITE"), 1u);
  EXPECT_EQ(alice.stack().state(call), CallState::confirmed);
}

TEST_F(OwedAbuse, D7_NoMethodButInvite) {
  for (const char* const method : {"BYE", "CANCEL", "REGISTER", "SUBSCRIBE", "MESSAGE", "REFER", "NOTIFY", "ACK",
                                   "OPTIONS", "X", "invite", "INVITE2"}) {
    expect_refused(403, "Refer-To: <" + carol.uri() + ";method=" + method + ">\r\n");
  }
  scene.run(seconds(1));
  EXPECT_EQ(sent("SIP/2.0 403"), 12u);
  for (const Packet& packet : scene.log) EXPECT_FALSE(packet.to == carol.address()) << packet.text;
}

// The way down is `ReferralPolicyRows.AReferThatComesOverTlsStaysSecure`.
TEST_F(OwedAbuse, D8_ASipsTargetIsNeverCalledOverUdp) {
  send_refer("Refer-To: <sips:carol@127.0.0.1:5092>\r\n");
  ASSERT_EQ(alice.count(EventKind::refer_received), 1u);
  const auto made = alice.stack().accept_refer(scene.now, transfer);
  EXPECT_FALSE(made);
  scene.run(seconds(1));
  EXPECT_EQ(sent("INVITE"), 0u);
  EXPECT_EQ(alice.stack().state(transfer), TransferState::undecided);
  EXPECT_EQ(alice.stack().reject_refer(scene.now, transfer), Errc::ok);
}

class OwedStorm : public TransferorRows {};

TEST_F(OwedStorm, D9_NotifiesBehindTheSuccessAreAnsweredAndSayNothing) {
  accept();
  notify("terminated;reason=noresource", 200);
  EXPECT_EQ(story(), "refer_accepted transfer_succeeded");
  const auto storm = [&](int count) {
    std::size_t answered = 0;
    for (int i = 0; i < count; ++i) {
      peer.notify(i % 2 == 0 ? "active;expires=60" : "terminated;reason=noresource", fragment(i % 3 == 0 ? 486 : 180),
                  simulation::cseq_of(refer));
      scene.run(milliseconds(20));
      answered += peer.has("SIP/2.0 ") ? 1u : 0u;
      peer.forget();
    }
    return answered;
  };
  EXPECT_EQ(storm(20), 20u);
  storm(2'000);  // more than there is room for: some stay without an answer
  EXPECT_EQ(story(), "refer_accepted transfer_succeeded");
  EXPECT_EQ(bob.stack().state(call), CallState::confirmed);
  scene.run(seconds(70));
  EXPECT_EQ(bob.stack().usage().transfers.used, 0u);
  EXPECT_EQ(bob.stack().usage().transactions.used, 0u);
  EXPECT_EQ(storm(20), 20u) << "it passes";
  EXPECT_EQ(bob.stack().hang_up(scene.now, call), Errc::ok);
  EXPECT_TRUE(peer.expect("BYE", seconds(1)));
}

TEST_F(OwedStorm, D9_BodiesThatAreNoFragmentOfAResponse) {
  accept();
  std::string many = "SIP/2.0 180 Ringing\r\n";
  for (int i = 0; i < 10'000 && many.size() < 60'000; ++i) many += "X: y\r\n";
  const std::string silent[] = {
      "INVITE sip:a@b SIP/2.0\r\nVia: x\r\n\r\n",
      "Content-Type: message/sipfrag\r\n\r\nSIP/2.0 200 OK\r\n",  // nested
      std::string(60'000, 'x'), std::string(60'000, '\0'), std::string(1'000, '\n') + "SIP/2.0 200 OK\r\n",
      "SIP/2.0 000 x\r\n", "SIP/2.0 2000 x\r\n", "SIP/2.0 -200 x\r\n", "SIP/2.0 18446744073709551816 x\r\n",
      "HTTP/1.1 200 OK\r\n", "SIP/3.0 200 OK\r\n", "BYE sip:a@b SIP/2.0\r\n\r\n"};
  for (const std::string& body : silent) {
    peer.notify("active;expires=60", body, simulation::cseq_of(refer));
    EXPECT_TRUE(peer.expect("SIP/2.0 200", seconds(1))) << body.substr(0, 40);
    EXPECT_EQ(story(), "refer_accepted") << body.substr(0, 40);
  }
  peer.notify("active;expires=60", many, simulation::cseq_of(refer));
  EXPECT_TRUE(peer.expect("SIP/2.0 200", seconds(1)));
  EXPECT_EQ(story(), "refer_accepted transfer_trying transfer_ringing") << "the status line is all that is read";
  peer.request("NOTIFY", "Event: dialog\r\nSubscription-State: active\r\n", "application/dialog-info+xml", "<x/>");
  EXPECT_TRUE(peer.expect("SIP/2.0 489", seconds(1)));
  notify("terminated;reason=noresource", 200);
  EXPECT_EQ(story(), "refer_accepted transfer_trying transfer_ringing transfer_succeeded");
}

class OwedAnonymous : public AttendedScene {};

// An anonymous peer whose Contact is no better: there is nobody to be named.
TEST_F(OwedAnonymous, D12_WhoHasNoAddressAtAllCannotBeATarget) {
  ScriptedPeer caller(scene, 5097, bob);
  caller.own_tag = "caller-tag";
  bob.on_event = [&](Party& party, const Event& event) {
    if (event.kind != EventKind::call_incoming) return;
    leg = event.call;
    EXPECT_EQ(party.stack().answer(scene.now, event.call), Errc::ok);
  };
  caller.contact = "sip:anonymous@anonymous.invalid";
  caller.call_id = "nobody";
  caller.local = "<sip:anonymous@anonymous.invalid>;tag=caller-tag";
  caller.remote = "<" + bob.uri + ">";
  caller.target = bob.uri;
  caller.request("INVITE", {}, "application/sdp", simulation::sdp);
  ASSERT_TRUE(scene.run_until([&] { return leg.generation != 0; }, seconds(2)));
  ReferOptions options;
  options.replaces = leg;
  for (const bool address : {false, true}) {
    options.address_of_record = address;
    const Errc error = refusal({}, options);
    EXPECT_NE(error, Errc::ok);
  }
  for (const Packet& packet : scene.log) EXPECT_FALSE(packet.text.starts_with("REFER"));
}

class OwedCeiling : public OwedAbuse {
 protected:
  OwedCeiling() : OwedAbuse(options()) {}
  static StackOptions options() {
    StackOptions options;
    options.referral.outside_dialogs = true;
    options.referral.per_minute = 0;
    return options;
  }
};

// Out of dialog, from everywhere, with everything let in that can be; nobody ever decides.
TEST_F(OwedCeiling, D14_HalfFinishedRefersFromEverywhereStayWithinTheirPools) {
  alice.on_event = nullptr;
  for (int i = 0; i < 10'000; ++i) {
    const std::string n = std::to_string(i);
    scene.inject(*parse_address("10." + std::to_string(i % 7) + "." + std::to_string(i % 251) + ".1",
                                static_cast<std::uint16_t>(1024 + i)),
                 alice,
                 "REFER " + alice.uri + " SIP/2.0\r\nVia: SIP/2.0/UDP 10.0.0.1;branch=z9hG4bK" + n +
                     "\r\nMax-Forwards: 70\r\nFrom: <sip:m@10.0.0.1>;tag=" + n + "\r\nTo: <" + alice.uri +
                     ">\r\nCall-ID: flood-" + n + "\r\nCSeq: 1 REFER\r\nContact: <sip:m@10.0.0.1>\r\nRefer-To: <" +
                     carol.uri() + ">\r\nContent-Length: 0\r\n\r\n");
    if (i % 10 == 9) scene.run(milliseconds(1));
  }
  scene.run(milliseconds(5));
  const Usage usage = alice.stack().usage();
  EXPECT_LE(usage.transfers.high_water, alice.limits.transfers);
  EXPECT_LE(usage.transactions.high_water, alice.limits.transactions);
  EXPECT_LE(usage.dialogs.high_water, alice.limits.dialogs);
  EXPECT_EQ(alice.stack().state(call), CallState::confirmed);
  bob.forget();
  bob.request("BYE");
  EXPECT_TRUE(bob.expect("SIP/2.0 200", seconds(1))) << "the reserve is for what stands";
  EXPECT_EQ(sent("INVITE"), 0u);
  scene.run(seconds(200));
  const Usage rest = alice.stack().usage();
  EXPECT_EQ(rest.transfers.used + rest.transactions.used + rest.dialogs.used + rest.blocks.used, 0u);
  EXPECT_EQ(alice.stack().next_deadline(), never);
}

}  // namespace
}  // namespace baton
