// Bob in a call with the peer, and Carol, who asks him to replace it (RFC 3891, outcome table 3).
#pragma once

#include "tests/agent/call_fixture.hpp"

namespace baton::simulation {

inline StackOptions replacing(ReplacesLevel level, bool ask = false, bool early_callee = false) {
  StackOptions options;
  options.replaces = {.level = level, .ask = ask, .early_callee = early_callee};
  return options;
}

class ReplacesTest : public CallTest {
 protected:
  explicit ReplacesTest(const StackOptions& options = {}, const Limits& limits = Limits::host(8))
      : CallTest(limits, options), carol(scene, 5091, bob) {
    carol.own_tag = "carol-tag";
    bob.on_event = [this](Party&, const Event& event) {
      if (event.kind == EventKind::call_incoming || event.kind == EventKind::call_replacing) {
        (event.other.generation != 0 ? fresh : call) = event.call;
      }
    };
  }

  /// Names the dialog of Bob and the peer, as the peer would tell Carol to.
  std::string replaces() const { return replaces(tag_in(peer.remote), peer.own_tag); }
  std::string replaces(const std::string& to_tag, const std::string& from_tag) const {
    return peer.call_id + ";to-tag=" + to_tag + ";from-tag=" + from_tag;
  }
  std::string referred_by_peer() const { return "Referred-By: <" + peer.uri() + ">\r\n"; }

  /// Carol's INVITE with these headers; its text.
  std::string ask_with(const std::string& headers, std::string_view body = sdp) {
    carol.call_id = "carol-" + std::to_string(++asked);
    carol.local = "<" + carol.uri() + ">;tag=" + carol.own_tag;
    carol.remote = "<" + bob.uri + ">";
    carol.target = bob.uri;
    const std::string text =
        carol.request("INVITE", std::string(allow) + headers, body.empty() ? "" : "application/sdp", body);
    scene.run(milliseconds(3));
    return text;
  }
  std::string ask_to_replace(const std::string& extra = {}) {
    return ask_with("Require: replaces\r\nReplaces: " + replaces() + "\r\n" + referred_by_peer() + extra);
  }
  /// The final answer that Carol gets; acknowledged if it is a 2xx.
  int answer_to_carol() {
    for (;;) {
      const auto answer = carol.expect("SIP/2.0 ", milliseconds(50));
      if (!answer) return 0;
      const int status = std::stoi(answer->text.substr(8, 3));
      if (status < 200) continue;
      last_answer = *answer;
      if (status < 300) {
        carol.remote = answer->header("To");
        carol.target = uri_in(answer->header("Contact"));
        carol.request("ACK");
        scene.run(milliseconds(3));
      }
      return status;
    }
  }
  /// A refusal that left the old call as it was: nothing was sent to its peer, nothing heard.
  void expect_refused(int status, CallState state = CallState::confirmed) {
    EXPECT_EQ(answer_to_carol(), status);
    EXPECT_EQ(bob.stack().state(call), state);
    EXPECT_EQ(bob.count(EventKind::call_replacing), 0u) << story();
    EXPECT_EQ(bob.count(EventKind::call_ended), 0u) << story();
    EXPECT_EQ(sent("BYE") + sent("CANCEL"), 0u);
  }
  const Heard* end_of(CallId which) const {
    for (const Heard& event : bob.heard) {
      if (event.kind == EventKind::call_ended && event.call == which) return &event;
    }
    return nullptr;
  }
  void expect_old_call_replaced(std::uint16_t status = 0) {
    const Heard* end = end_of(call);
    ASSERT_NE(end, nullptr) << story();
    EXPECT_EQ(name(end->cause), name(Cause::replaced));
    EXPECT_EQ(end->status, status);
    EXPECT_EQ(bob.stack().state(call), CallState::none);
  }

  ScriptedPeer carol;
  CallId fresh;  ///< Carol's call
  Packet last_answer;
  int asked = 0;
};

}  // namespace baton::simulation
