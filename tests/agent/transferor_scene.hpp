// Bob is a Stack in a call with a scripted peer, and has just sent it a REFER.
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

class TransferorRows : public testing::Test {
 protected:
  explicit TransferorRows(const StackOptions& options = {})
      : bob(scene.add("bob", 5071, Limits::host(8), options)), peer(scene, 5090, bob) {}

  void SetUp() override {
    const auto made = bob.stack().call(scene.now, bob.account, peer.uri());
    ASSERT_TRUE(made) << name(made.error());
    call = *made;
    peer.take_call();
    send_refer();
  }
  void send_refer() {
    const auto made = bob.stack().refer(scene.now, call, "sip:carol@127.0.0.1:5072");
    ASSERT_TRUE(made) << name(made.error());
    transfer = *made;
    const auto packet = peer.expect("REFER");
    ASSERT_TRUE(packet);
    refer = *packet;
  }
  void accept() {
    peer.respond(refer, 202);
    ASSERT_TRUE(scene.run_until([&] { return bob.count(EventKind::refer_accepted) == 1; }));
  }
  void notify(std::string_view state, int status) {
    peer.notify(state, status == 0 ? "" : fragment(status), simulation::cseq_of(refer));
    ASSERT_TRUE(peer.expect("SIP/2.0 200"));
  }
  std::string story() { return bob.story(true); }
  const Heard* outcome() { return bob.heard.empty() ? nullptr : &bob.heard.back(); }
  Microseconds elapsed_until(EventKind kind, Microseconds limit = seconds(400)) {
    const Time start = scene.now;
    EXPECT_TRUE(scene.run_until([&] { return bob.count(kind) != 0; }, limit));
    return scene.now - start;
  }
  Scene scene;
  Party& bob;
  ScriptedPeer peer;
  CallId call;
  TransferId transfer;
  Packet refer;
};

}  // namespace baton
