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

}  // namespace
}  // namespace baton
