// Allow and Supported say what there is, no more and no less, wherever they stand (field notes, rows 22, 32 and 33;
// RFC 3261 20.5, 20.37).
#include <tuple>

#include "tests/agent/attended_scene.hpp"
#include "tests/agent/call_fixture.hpp"

namespace baton {
namespace {

constexpr std::string_view extensions[] = {"replaces", "norefersub", "nosub", "explicitsub", "tdialog"};

/// Each set of extensions, as bits in their order, and whether REFER is handled.
class OwedCapabilities : public testing::TestWithParam<std::tuple<unsigned, bool>> {
 protected:
  static bool on(unsigned extension) { return (std::get<0>(GetParam()) >> extension & 1U) != 0; }
  static StackOptions options() {
    StackOptions options;
    if (!on(0)) options.replaces.level = ReplacesLevel::off;
    options.norefersub = on(1);
    options.nosub = on(2);
    options.explicitsub = on(3);
    options.tdialog = on(4);
    options.handle_refer = std::get<1>(GetParam());
    return options;
  }
  /// Without REFER there are no extensions of it.
  static std::string supported() {
    std::string list;
    for (unsigned i = 0; i < (std::get<1>(GetParam()) ? std::size(extensions) : 1); ++i) {
      if (on(i)) list += (list.empty() ? "" : ", ") + std::string(extensions[i]);
    }
    return list;
  }
  void expect_said(const Packet& packet) const {
    EXPECT_EQ(packet.header("Supported"), supported()) << packet.first_line();
    std::string allowed = ", " + packet.header("Allow") + ",";
    EXPECT_EQ(allowed.find(", REFER,") != std::string::npos, std::get<1>(GetParam())) << packet.first_line();
    for (const char* const method : {"INVITE", "ACK", "CANCEL", "BYE", "OPTIONS", "NOTIFY", "UPDATE"})
      EXPECT_NE(allowed.find(", " + std::string(method) + ","), std::string::npos) << method << packet.first_line();
    for (const char* const method : {"REGISTER", "PUBLISH", "PRACK", "MESSAGE"})
      EXPECT_EQ(allowed.find(", " + std::string(method) + ","), std::string::npos) << method << packet.first_line();
    EXPECT_EQ(packet.text.find("\r\nAllow:"), packet.text.rfind("\r\nAllow:")) << "once";
    EXPECT_EQ(packet.text.find("\r\nSupported:"), packet.text.rfind("\r\nSupported:")) << "once";
  }
};

//   Bob             peer
//    |--- INVITE ---->|       each of these says the same
//    |--- REFER ----->|
//    |<-- OPTIONS ----|
//    |--- 200 ------->|
//    |<-- INVITE -----|       another call, answered
//    |--- 180, 200 -->|
//    |<-- REFER ------|       202 and NOTIFY, or 405
TEST_P(OwedCapabilities, Rows22And32And33_AllowAndSupportedAreExactlyWhatIsSwitchedOn) {
  Scene scene;
  Party& bob = scene.add("bob", 5071, Limits::host(8), options());
  ScriptedPeer peer(scene, 5090, bob), caller(scene, 5091, bob);
  caller.own_tag = "caller-tag";
  const auto call = bob.stack().call(scene.now, bob.account, peer.uri());
  ASSERT_TRUE(call);
  peer.take_call();
  const auto first = [&](std::string_view start) {
    for (const Packet& packet : scene.log) {
      if (packet.from == bob.address && packet.text.starts_with(start)) return packet;
    }
    ADD_FAILURE() << start;
    return Packet{};
  };
  expect_said(first("INVITE"));
  ASSERT_TRUE(bob.stack().refer(scene.now, *call, "sip:carol@127.0.0.1:5072"));
  expect_said(peer.expect("REFER", seconds(1)).value_or(Packet{}));
  peer.request("OPTIONS");
  expect_said(peer.expect("SIP/2.0 200", seconds(1)).value_or(Packet{}));

  bob.on_event = [&](Party& self, const Event& event) {
    if (event.kind == EventKind::call_incoming) {
      EXPECT_EQ(self.stack().ring(scene.now, event.call), Errc::ok);
      EXPECT_EQ(self.stack().answer(scene.now, event.call), Errc::ok);
    } else if (event.kind == EventKind::refer_received) {
      EXPECT_TRUE(self.stack().accept_refer(scene.now, event.transfer));
    }
  };
  caller.place_call();
  Packet answer, ringing;
  for (const Packet& packet : scene.log) {
    if (packet.to != caller.address()) continue;
    if (packet.text.starts_with("SIP/2.0 200")) answer = packet;
    if (packet.text.starts_with("SIP/2.0 180")) ringing = packet;
  }
  expect_said(answer);
  caller.request("REFER", "Refer-To: <sip:carol@127.0.0.1:5072>\r\n");
  if (!std::get<1>(GetParam())) {
    const auto refusal = caller.expect("SIP/2.0 405", seconds(1));
    ASSERT_TRUE(refusal);
    EXPECT_EQ(refusal->header("Allow").find("REFER"), std::string::npos);
    return;
  }
  EXPECT_TRUE(caller.expect("SIP/2.0 20", seconds(1)));
  expect_said(caller.expect("NOTIFY", seconds(1)).value_or(Packet{}));
}

INSTANTIATE_TEST_SUITE_P(EachSetOfThem, OwedCapabilities,
                         testing::Combine(testing::Range(0U, 32U), testing::Bool()));

/// REFERs switched off for an account, or for one call of it: no message of those offers them.
class OwedSwitches : public testing::Test {
 protected:
  static bool offers(const Packet& packet) {
    const bool allowed = packet.header("Allow").find("REFER") != std::string::npos;
    const bool supported = packet.header("Supported").find("norefersub") != std::string::npos;
    EXPECT_EQ(allowed, supported) << packet.text;
    EXPECT_EQ(allowed, packet.header("Allow").find("SUBSCRIBE") != std::string::npos) << packet.text;
    EXPECT_EQ(allowed, packet.header("Allow-Events") == "refer") << packet.text;
    EXPECT_NE(packet.header("Supported").find("replaces"), std::string::npos) << packet.text;
    return allowed;
  }
  void connect(AccountId account) {
    const auto made = bob.stack().call(scene.now, account, peer.uri());
    ASSERT_TRUE(made);
    call = *made;
    peer.take_call();
  }
  Packet said(std::string_view start) { return peer.expect(start, seconds(1)).value_or(Packet{}); }
  Packet hold() {
    EXPECT_EQ(bob.stack().hold(scene.now, call), Errc::ok);
    const Packet invite = said("INVITE");
    peer.respond(invite, 200, "", "application/sdp", simulation::sdp);
    scene.run(milliseconds(5));
    return invite;
  }
  Packet first(std::string_view start) {
    for (const Packet& packet : scene.log) {
      if (packet.from == bob.address && packet.text.starts_with(start)) return packet;
    }
    return {};
  }
  Scene scene;
  Party& bob = scene.add("bob", 5071, Limits::host(8));
  ScriptedPeer peer{scene, 5090, bob};
  CallId call;
};

TEST_F(OwedSwitches, AnAccountThatTakesNoRefersOffersNone) {
  AccountView view;
  view.uri = "sip:quiet@127.0.0.1:5071";
  view.allow_refer = false;
  const auto quiet = bob.stack().add_account(scene.now, view);
  ASSERT_TRUE(quiet);
  connect(*quiet);
  EXPECT_FALSE(offers(first("INVITE")));
  peer.request("OPTIONS");
  const Packet inside = said("SIP/2.0 200");
  EXPECT_FALSE(offers(inside));
  EXPECT_EQ(inside.header("Accept"), "application/sdp, message/sipfrag");
  peer.request("UPDATE");
  EXPECT_FALSE(offers(said("SIP/2.0 200")));
  peer.request("INFO");
  EXPECT_FALSE(offers(said("SIP/2.0 405")));
  EXPECT_FALSE(offers(hold()));
  ASSERT_TRUE(bob.stack().refer(scene.now, call, "sip:carol@127.0.0.1:5072", {.reports = Reports::norefersub}));
  const Packet refer = said("REFER");
  EXPECT_EQ(refer.header("Allow").find("REFER"), std::string::npos);
  EXPECT_EQ(refer.header("Supported"), "norefersub") << "what it asks for itself (RFC 4488 4)";

  ScriptedPeer stranger(scene, 5092, bob);
  for (const auto& [user, on] : {std::pair{"quiet", false}, {"bob", true}}) {
    stranger.call_id = std::string("asks-") + user;
    stranger.local = "<sip:x@127.0.0.1:5092>;tag=x";
    stranger.remote = "<" + bob.uri + ">";
    stranger.target = std::string("sip:") + user + "@127.0.0.1:5071";
    stranger.request("OPTIONS");
    EXPECT_EQ(offers(stranger.expect("SIP/2.0 200", seconds(1)).value_or(Packet{})), on) << user;
  }
}

TEST_F(OwedSwitches, ACallThatTakesNoRefersOffersNoneFromThenOn) {
  connect(bob.account);
  EXPECT_TRUE(offers(first("INVITE")));
  ASSERT_EQ(bob.stack().allow_refers(scene.now, call, false), Errc::ok);
  EXPECT_FALSE(offers(hold()));
  peer.request("OPTIONS");
  EXPECT_FALSE(offers(said("SIP/2.0 200")));
  ASSERT_EQ(bob.stack().allow_refers(scene.now, call, true), Errc::ok);
  peer.request("OPTIONS");
  EXPECT_TRUE(offers(said("SIP/2.0 200")));
}

/// The refresh of what is reported on must still be known to be welcome (RFC 3515 2.4.4).
TEST_F(OwedSwitches, SubscribeIsOfferedAsLongAsAReferIsReportedOn) {
  connect(bob.account);
  bob.on_event = [&](Party& self, const Event& event) {
    if (event.kind != EventKind::refer_received) return;
    EXPECT_TRUE(self.stack().accept_refer(scene.now, event.transfer));
  };
  peer.request("REFER", "Refer-To: <sip:carol@127.0.0.1:5072>\r\n");
  peer.respond(said("NOTIFY"), 200);
  ASSERT_EQ(bob.stack().allow_refers(scene.now, call, false), Errc::ok);
  peer.request("OPTIONS");
  const Packet ok = said("SIP/2.0 200");
  EXPECT_EQ(ok.header("Allow"), "INVITE, ACK, CANCEL, BYE, OPTIONS, UPDATE, NOTIFY, SUBSCRIBE");
  EXPECT_EQ(ok.header("Allow-Events"), "refer");
  EXPECT_EQ(ok.header("Supported"), "replaces");
}

}  // namespace
}  // namespace baton
