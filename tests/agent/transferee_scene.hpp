// Alice is a Stack in a call with Bob, who refers her to Carol; both are scripted peers.
#pragma once

#include <gtest/gtest.h>

#include "tests/simulation/scripted_peer.hpp"

namespace baton {

using simulation::fragment;
using simulation::Heard;
using simulation::Packet;
using simulation::Party;
using simulation::Scene;
using simulation::ScriptedPeer;

class TransfereeRows : public testing::Test {
 protected:
  explicit TransfereeRows(const StackOptions& options = {})
      : alice(scene.add("alice", 5070, Limits::host(8), options)),
        bob(scene, 5091, alice),
        carol(scene, 5092, alice) {
    carol.own_tag = "carol-tag";
  }

  void SetUp() override {
    alice.on_event = [this](Party& self, const Event& event) {
      if (event.kind == EventKind::call_incoming) {
        EXPECT_EQ(self.stack().answer(scene.now, event.call), Errc::ok);
        call = event.call;
      } else if (event.kind == EventKind::refer_received) {
        transfer = event.transfer;
        EXPECT_EQ(event.call, call);
        ASSERT_NE(event.message, nullptr);
        refer_text = std::string(event.message->bytes());
      }
    };
    bob.place_call();
  }

  std::string refer_to() const { return "Refer-To: <" + carol.uri() + ">\r\n"; }
  void send_refer(std::string_view extra = {}) {
    bob.request("REFER", extra.empty() ? refer_to() : std::string(extra));
    refer_cseq = bob.cseq;
    scene.run(milliseconds(5));
  }
  /// Accepts; then the INVITE waits at Carol.
  void accept() {
    const auto made = alice.stack().accept_refer(scene.now, transfer);
    ASSERT_TRUE(made) << name(made.error());
    referred = *made;
    const auto packet = carol.expect("INVITE");
    ASSERT_TRUE(packet);
    invite = *packet;
  }
  /// The next NOTIFY at Bob, answered with `status`.
  Packet notified(int status = 200, std::string_view extra = {}, Microseconds limit = seconds(40)) {
    const auto packet = bob.expect("NOTIFY", limit);
    EXPECT_TRUE(packet);
    if (!packet) return {};
    if (status != 0) bob.respond(*packet, status, extra);
    return *packet;
  }
  static std::string body_of(const Packet& packet) {
    return packet.text.substr(packet.text.find("\r\n\r\n") + 4);
  }
  void expect_refused(int status, std::string_view refer) {
    bob.forget();
    send_refer(refer);
    EXPECT_TRUE(bob.has("SIP/2.0 " + std::to_string(status))) << refer;
    EXPECT_EQ(alice.count(EventKind::refer_received), 0u) << refer;
    EXPECT_EQ(alice.stack().state(call), CallState::confirmed);
  }

  Scene scene;
  Party& alice;
  ScriptedPeer bob, carol;
  CallId call, referred;
  TransferId transfer;
  std::string refer_text;
  std::uint32_t refer_cseq = 0;
  Packet invite;
};

}  // namespace baton
