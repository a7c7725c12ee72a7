// What a transferee refuses before its application hears of it (outcome table 2.1): one event, one counter and one
// status for each reason, none of which ends the peer's call.
#include "tests/agent/transferee_scene.hpp"

namespace baton {
namespace {

class ReferralPolicyRows : public TransfereeRows {
 protected:
  using TransfereeRows::TransfereeRows;

  std::uint32_t counted(ReferralRefusal refusal) {
    return alice.stack().counters().referral_refusals_by_reason[static_cast<std::size_t>(refusal)];
  }
  /// The REFER (its extra headers) is refused for this reason, and the call stands.
  void expect_reason(ReferralRefusal refusal, int status, std::string_view refer) {
    const std::uint32_t before = counted(refusal);
    const std::size_t events = alice.count(EventKind::refer_refused);
    const std::size_t received = alice.count(EventKind::refer_received);
    bob.forget();
    send_refer(refer);
    EXPECT_TRUE(bob.has("SIP/2.0 " + std::to_string(status))) << name(refusal);
    EXPECT_EQ(counted(refusal), before + 1) << name(refusal);
    EXPECT_EQ(alice.count(EventKind::refer_received), received) << name(refusal);
    ASSERT_EQ(alice.count(EventKind::refer_refused), events + 1) << name(refusal);
    const Heard& event = *alice.last(EventKind::refer_refused);
    EXPECT_EQ(event.reason, text(refusal));
    EXPECT_EQ(event.status, status);
    EXPECT_EQ(event.call, call);
    EXPECT_TRUE(event.had_message);
    EXPECT_EQ(alice.stack().state(call), CallState::confirmed);
  }
  void expect_passes(std::string_view refer = {}) {
    bob.forget();
    const std::size_t received = alice.count(EventKind::refer_received);
    send_refer(refer);
    EXPECT_EQ(alice.count(EventKind::refer_received), received + 1);
    EXPECT_EQ(alice.stack().reject_refer(scene.now, transfer), Errc::ok);
    scene.run(milliseconds(5));
  }
};

TEST_F(ReferralPolicyRows, EachReasonOfTheRequestHasItsStatusEventAndCounter) {
  using enum ReferralRefusal;
  const std::string to = "Refer-To: <" + carol.uri();
  expect_reason(extension, 420, refer_to() + "Require: multiple-refer\r\n");
  expect_reason(malformed, 400, "Referred-By: <sip:bob@127.0.0.1>\r\n");
  expect_reason(malformed, 400, refer_to() + "Contact: <sip:second@127.0.0.1>\r\n");
  expect_reason(malformed, 400, to + "?Replaces=nothing>\r\n");
  expect_reason(method, 403, to + ";method=BYE>\r\n");
  expect_reason(header, 403, to + "?Route=%3Csip:evil%3E>\r\n");
  expect_reason(header, 403, to + "?User-to-User=a%0D%0ARoute:%20b>\r\n");
  expect_reason(uri_extension, 403, to + "?Require=100rel>\r\n");
  expect_reason(self, 403, "Refer-To: <sip:anybody@127.0.0.1:5070>\r\n");
  expect_reason(scheme, 603, "Refer-To: <tel:+15551234>\r\n");
  expect_reason(scheme, 603, "Refer-To: <http://example.com/>\r\n");
  EXPECT_EQ(alice.stack().counters().refers_refused, 11u);
}

TEST_F(ReferralPolicyRows, ReplacesOfTheVeryDialogOfTheReferIsRefusedFromEitherEnd) {
  const std::string alice_tag = bob.remote.substr(bob.remote.find(";tag=") + 5);
  const auto replaces = [&](const std::string& call_id, const std::string& to, const std::string& from) {
    return "Refer-To: <" + carol.uri() + "?Replaces=" + call_id + "%3Bto-tag%3D" + to + "%3Bfrom-tag%3D" + from +
           ">\r\n";
  };
  expect_reason(ReferralRefusal::self, 403, replaces(bob.call_id, alice_tag, "peer-tag"));
  expect_reason(ReferralRefusal::self, 403, replaces(bob.call_id, "peer-tag", alice_tag));
  expect_passes(replaces(bob.call_id, "other", alice_tag));
}

TEST_F(ReferralPolicyRows, AReferIs491WhileOursWaitsForItsAnswer) {
  ASSERT_TRUE(alice.stack().refer(scene.now, call, "sip:x@127.0.0.1:5099"));
  expect_reason(ReferralRefusal::glare, 491, refer_to());
}

TEST_F(ReferralPolicyRows, OnlyOneReferOfACallIsLiveAtATime) {
  send_refer();
  accept();
  notified();
  expect_reason(ReferralRefusal::too_many, 403, refer_to());
  carol.respond(invite, 486);
  ASSERT_TRUE(bob.expect("NOTIFY"));
  expect_passes();
}

TEST_F(ReferralPolicyRows, RefersOfACallCanBeSwitchedOff) {
  EXPECT_EQ(alice.stack().allow_refers(scene.now, call, false), Errc::ok);
  expect_reason(ReferralRefusal::switched_off, 403, refer_to());
  EXPECT_EQ(alice.stack().allow_refers(scene.now, call, true), Errc::ok);
  expect_passes();
  EXPECT_EQ(alice.stack().allow_refers(scene.now, CallId{7, 7}, true), Errc::unknown_handle);
}

TEST_F(ReferralPolicyRows, BehindTheByeThereIsNoCall) {
  EXPECT_EQ(alice.stack().hang_up(scene.now, call), Errc::ok);
  ASSERT_TRUE(bob.expect("BYE"));
  send_refer();
  EXPECT_TRUE(bob.expect("SIP/2.0 603", seconds(1)));
  EXPECT_EQ(counted(ReferralRefusal::no_call), 1u);
}

TEST_F(ReferralPolicyRows, DuringShutdownNobodyHandlesRefer) {
  alice.stack().shutdown(scene.now);
  send_refer();
  EXPECT_EQ(counted(ReferralRefusal::no_handler), 1u);
}

class StrictPolicy : public ReferralPolicyRows {
 protected:
  StrictPolicy() : ReferralPolicyRows(options()) {}
  static StackOptions options() {
    StackOptions options;
    options.referral.refused_numbers = "+1900";
    options.referral.hosts = "127.0.0.1";
    options.referral.per_minute = 2;
    return options;
  }
};

TEST_F(StrictPolicy, NumbersHostsAndRateAreLookedAt) {
  expect_reason(ReferralRefusal::number, 403, "Refer-To: <sip:+1-900-1@127.0.0.1:5092>\r\n");
  expect_reason(ReferralRefusal::host, 403, "Refer-To: <sip:a@127.0.0.2>\r\n");
  expect_passes();
  expect_passes();
  expect_reason(ReferralRefusal::rate, 403, refer_to());
  scene.run(seconds(70));
  expect_passes();
}

class DepthPolicy : public ReferralPolicyRows {
 protected:
  DepthPolicy() : ReferralPolicyRows(options()) {}
  static StackOptions options() {
    StackOptions options;
    options.referral.depth = 1;
    return options;
  }
};

// Bob refers Alice to Carol, who in the call that this makes refers her to Bob: one referral behind another.
TEST_F(DepthPolicy, AReferralBehindAReferralIsRefused) {
  send_refer();
  const auto made = alice.stack().accept_refer(scene.now, transfer);
  ASSERT_TRUE(made);
  carol.take_call();
  scene.run(milliseconds(5));
  carol.request("REFER", "Refer-To: <" + bob.uri() + ">\r\n");
  EXPECT_TRUE(carol.expect("SIP/2.0 403", seconds(1)));
  EXPECT_EQ(counted(ReferralRefusal::depth), 1u);
  EXPECT_EQ(alice.last(EventKind::refer_refused)->call, *made);
}

class DigestPolicy : public ReferralPolicyRows {
 protected:
  DigestPolicy() : ReferralPolicyRows(options()) {}
  static StackOptions options() {
    StackOptions options;
    options.referral.want_digest = true;
    options.digest_realm = "alice.example";
    return options;
  }
};

TEST_F(DigestPolicy, WhoHasNotProvenHimselfIsToldSo) {
  expect_reason(ReferralRefusal::unproven, 401, refer_to());
}

class DigestOutside : public ReferralPolicyRows {
 protected:
  DigestOutside() : ReferralPolicyRows(options()), dave(scene.add("dave", 5095)) {}
  static StackOptions options() {
    StackOptions options;
    options.referral.want_digest = true;
    options.referral.outside_dialogs = true;
    options.digest_realm = "here";
    return options;
  }
  void SetUp() override {}
  std::string user() {
    std::array<char, 64> room{};
    const auto size = alice.stack().authenticated_user(transfer, room);
    return size ? std::string(room.data(), *size) : std::string(name(size.error()));
  }
  /// Dave refers Alice as an account of her own server.
  void refer(std::string_view password) {
    AccountView view;
    view.uri = "sip:dave@127.0.0.1:5070";
    view.auth_user = "dave";
    view.password = password;
    view.realm = "here";
    const AccountId account = *dave.stack().add_account(scene.now, view);
    ASSERT_TRUE(dave.stack().refer_outside(scene.now, account, alice.uri, carol.uri()));
    scene.run(milliseconds(50));
  }
  Party& dave;
};

// Dave            Alice
//  |--- REFER ------>|
//  |<---- 401 -------|
//  |--- REFER ------>|  with credentials
//  |                 |  refer_received
TEST_F(DigestOutside, WhoProvesHimselfIsHeard_Rfc7616_3_4) {
  alice.on_event = [this](Party&, const Event& event) {
    if (event.kind != EventKind::refer_received) return;
    refer_text = std::string(event.message->bytes());
    transfer = event.transfer;
  };
  refer("secret");
  EXPECT_EQ(counted(ReferralRefusal::unproven), 1u) << "the first try";
  EXPECT_EQ(alice.count(EventKind::refer_received), 1u);
  EXPECT_NE(refer_text.find("Authorization: Digest username=\"dave\""), std::string::npos) << "and who he is";
  EXPECT_EQ(dave.count(EventKind::refer_rejected), 0u);
  EXPECT_EQ(alice.last(EventKind::refer_received)->proof, Proof::digest);
  EXPECT_EQ(user(), "dave");
  std::array<char, 3> small{};
  EXPECT_EQ(alice.stack().authenticated_user(transfer, small).error(), Errc::buffer_too_small);
  EXPECT_EQ(alice.stack().authenticated_user({}, small).error(), Errc::unknown_handle);
  EXPECT_EQ(alice.stack().reject_refer(scene.now, transfer), Errc::ok);
  EXPECT_FALSE(alice.stack().authenticated_user(transfer, small)) << "decided";
}

TEST_F(ReferralPolicyRows, WhoProvesNothingIsNobody) {
  send_refer("Authorization: Digest username=\"ceo\", realm=\"here\", nonce=\"n\", uri=\"sip:a\", response=\"" +
             std::string(32, '0') + "\"\r\n" + refer_to());
  ASSERT_EQ(alice.count(EventKind::refer_received), 1u);
  EXPECT_EQ(alice.last(EventKind::refer_received)->proof, Proof::none);
  std::array<char, 64> room{};
  const auto size = alice.stack().authenticated_user(transfer, room);
  ASSERT_TRUE(size);
  EXPECT_EQ(*size, 0u);
  EXPECT_EQ(alice.stack().reject_refer(scene.now, transfer), Errc::ok);
}

TEST_F(DigestOutside, WhoCannotIsNot) {
  refer("guessed");
  EXPECT_GE(counted(ReferralRefusal::unproven), 2u);
  EXPECT_EQ(alice.count(EventKind::refer_received), 0u);
  EXPECT_EQ(dave.last(EventKind::refer_rejected)->status, 401);
}

TEST_F(ReferralPolicyRows, AReferThatComesOverTlsStaysSecure) {
  const auto tls = alice.stack().flow_opened(
      scene.now, {.transport = Transport::tls, .local = simulation::loopback(5071), .peer = bob.address()});
  ASSERT_TRUE(tls);
  alice.flow = *tls;  // what is injected from here on came over it
  expect_reason(ReferralRefusal::downgrade, 403, refer_to());
  expect_passes("Refer-To: <sips:carol@127.0.0.1:5092>\r\n");
}

class QuietAccount : public ReferralPolicyRows {
 protected:
  void SetUp() override {
    EXPECT_TRUE(alice.stack().add_account(scene.now, {.uri = quiet,
                                                      .display_name = {},
                                                      .contact_user = {},
                                                      .proxy = {},
                                                      .user_agent = {},
                                                      .allow_refer = false}));
    std::swap(alice.uri, quiet);  // both texts stay where the accounts borrow them
    ReferralPolicyRows::SetUp();
  }
  std::string quiet = "sip:quiet-account@127.0.0.1:5070";
};

TEST_F(QuietAccount, RefersOfAnAccountCanBeSwitchedOff) {
  expect_reason(ReferralRefusal::switched_off, 403, refer_to());
}

class NoRoomForRefers : public ReferralPolicyRows {
 protected:
  NoRoomForRefers() : ReferralPolicyRows(options()) {}
  static StackOptions options() {
    StackOptions options;
    options.referral.live_per_call = 255;
    return options;
  }
};

TEST_F(NoRoomForRefers, AnEmptyPoolIs500WithRetryAfter) {
  const std::uint32_t transfers = alice.limits.transfers;
  for (std::uint32_t i = 0; i < transfers; ++i) send_refer();
  ASSERT_EQ(alice.count(EventKind::refer_received), transfers);
  expect_reason(ReferralRefusal::no_room, 500, refer_to());
  bob.forget();
  send_refer();
  EXPECT_EQ(bob.expect("SIP/2.0 500")->header("Retry-After"), "1");
}

}  // namespace
}  // namespace baton
