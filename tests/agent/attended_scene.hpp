// Bob is a Stack in a call with a scripted peer, and has or makes a second one with a scripted target.
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

class AttendedScene : public testing::Test {
 protected:
  explicit AttendedScene(const StackOptions& options = {})
      : bob(scene.add("bob", 5071, Limits::host(8), options)),
        peer(scene, 5090, bob),
        target(scene, 5095, bob) {
    target.own_tag = "target-tag";
    target.contact = "sip:at-work@127.0.0.1:5095;x-line=%32;+sip.instance=1";
  }

  void SetUp() override {
    const auto made = bob.stack().call(scene.now, bob.account, peer.uri());
    ASSERT_TRUE(made) << name(made.error());
    call = *made;
    peer.take_call();
  }
  /// The consultation call, answered.
  void consult() {
    ring_target();
    target.call_id = invite.header("Call-ID");
    target.local = invite.header("To") + ";tag=" + target.own_tag;
    target.remote = invite.header("From");
    target.target = "sip:bob@127.0.0.1:5071";
    target.respond(invite, 200, answer_headers, "application/sdp", simulation::sdp);
    ASSERT_TRUE(target.expect("ACK"));
  }
  /// The consultation call, not answered yet; `status` 0: nothing was said.
  void ring_target(int status = 0) {
    const auto made = bob.stack().call(scene.now, bob.account, target.uri());
    ASSERT_TRUE(made) << name(made.error());
    leg = *made;
    const auto packet = target.expect("INVITE");
    ASSERT_TRUE(packet);
    invite = *packet;
    if (status != 0) target.respond(invite, status);
    scene.run(milliseconds(10));
    bob.heard.clear();
  }
  void refer_attended(std::string_view refer_to = {}, ReferOptions options = {}) {
    options.replaces = leg;
    const auto made = bob.stack().refer(scene.now, call, refer_to, options);
    ASSERT_TRUE(made) << name(made.error());
    transfer = *made;
  }
  Errc refusal(std::string_view refer_to, ReferOptions options = {}) {
    return bob.stack().refer(scene.now, call, refer_to, options).error();
  }
  void expect_refer() {
    const auto packet = peer.expect("REFER", seconds(5));
    ASSERT_TRUE(packet);
    refer = *packet;
  }
  void accept(std::string_view extra = {}) {
    peer.respond(refer, 202, extra);
    ASSERT_TRUE(scene.run_until([&] { return bob.count(EventKind::refer_accepted) == 1; }, seconds(2)));
  }
  void notify(std::string_view state, int status) {
    peer.notify(state, status == 0 ? "" : fragment(status), simulation::cseq_of(refer));
    ASSERT_TRUE(peer.expect("SIP/2.0 200", seconds(2)));
  }
  std::string story() { return bob.story(true); }
  const Heard* outcome() {
    for (auto at = bob.heard.rbegin(); at != bob.heard.rend(); ++at) {
      if (at->transfer) return &*at;
    }
    return nullptr;
  }
  /// What a Replaces for the consultation call looks like, escaped.
  std::string replaces() const {
    const std::string from = invite.header("From");
    return "Replaces=" + invite.header("Call-ID") + "%3Bto-tag%3Dtarget-tag%3Bfrom-tag%3D" +
           from.substr(from.find(";tag=") + 5);
  }

  static constexpr std::string_view answer_headers =
      "Allow: INVITE, ACK, BYE, CANCEL, REFER, NOTIFY, SUBSCRIBE\r\n";
  Scene scene;
  Party& bob;
  ScriptedPeer peer, target;
  CallId call, leg;
  TransferId transfer;
  Packet invite, refer;
};

}  // namespace baton
