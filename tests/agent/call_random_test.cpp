// A peer that sends anything at any time, and an application that commands anything: whatever happens, each
// call ends once, nothing is left, and the pools never run over (the fixture's end checks that).
#include <random>
#include <vector>

#include "tests/agent/call_fixture.hpp"

namespace baton {
namespace {

using simulation::fragment;
using simulation::Packet;

class RandomCalls : public simulation::CallTest, public testing::WithParamInterface<unsigned> {
 protected:
  RandomCalls() : CallTest(limits(GetParam())) {
    bob.on_event = [this](simulation::Party&, const Event& event) {
      if (event.kind == EventKind::call_incoming || event.call != CallId{}) calls.push_back(event.call);
      if (event.transfer != TransferId{}) transfers.push_back(event.transfer);
      if (draw(3) == 0) command();
    };
  }
  /// Every third run is short of something.
  static Limits limits(unsigned seed) {
    Limits limits = seed % 3 == 0 ? Limits::device() : Limits::host(8);
    if (seed % 3 == 1) limits.blocks = 40;
    return limits;
  }
  unsigned draw(unsigned below) { return static_cast<unsigned>(random() % below); }
  template <class T>
  T any(const std::vector<T>& of) {
    return of.empty() ? T{} : of[draw(static_cast<unsigned>(of.size()))];
  }

  void command() {
    Stack& stack = bob.stack();
    const CallId of = any(calls);
    switch (draw(10)) {
      case 0: {
        const auto made = stack.call(scene.now, bob.account, peer.uri());
        if (made) calls.push_back(*made);
        break;
      }
      case 1:
        (void)stack.hang_up(scene.now, of);
        break;
      case 2:
      case 3:
        (void)stack.answer(scene.now, of);
        break;
      case 4:
        (void)stack.ring(scene.now, of);
        break;
      case 5:
        (void)stack.reject(scene.now, of, static_cast<std::uint16_t>(300 + draw(400)));
        break;
      case 6:
        (void)stack.refer(scene.now, of, "sip:carol@127.0.0.1:5090");
        break;
      case 7:
        (void)stack.accept_refer(scene.now, any(transfers));
        break;
      case 8:
        (void)stack.reject_refer(scene.now, any(transfers));
        break;
      default:
        (void)stack.answer(scene.now, of, {.sdp = simulation::sdp});
        break;
    }
  }

  void send_request() {
    static constexpr const char* methods[] = {"ACK",    "BYE",       "UPDATE",  "INVITE", "REFER",
                                              "NOTIFY", "SUBSCRIBE", "OPTIONS", "ACK"};
    const bool with_body = draw(2) == 0;
    peer.request(
        methods[draw(9)], "Event: refer\r\nRefer-To: <sip:c@127.0.0.1:5090>\r\nSubscription-State: active\r\n",
        with_body ? "application/sdp" : "", with_body ? simulation::sdp : "", draw(4) == 0 ? peer.cseq - draw(3) : 0);
  }
  void ring() {
    peer.own_tag = "tag" + std::to_string(draw(1'000'000));
    ring_in(draw(3) == 0 ? "Expires: 5\r\n" : "", draw(4) == 0 ? "" : "application/sdp",
            draw(4) == 0 ? "" : simulation::sdp);
    last_invites.push_back(invite_text);
  }
  void react(const Packet& packet) {
    static constexpr int statuses[] = {100, 180, 183, 200, 200, 200, 202, 302, 404,
                                       408, 481, 486, 487, 491, 500, 503, 603};
    if (packet.text.starts_with("SIP/2.0")) {
      if (packet.header("Contact").empty() || packet.header("CSeq").find("INVITE") == std::string::npos) return;
      peer.call_id = packet.header("Call-ID");
      peer.local = packet.header("From");
      learn(packet);
      if (packet.text.starts_with("SIP/2.0 2") && draw(3) != 0) peer.request("ACK");
      return;
    }
    if (packet.text.starts_with("ACK")) return;
    const std::size_t tag = draw(4);
    if (packet.text.starts_with("INVITE")) peer.own_tag = "fork" + std::to_string(tag);
    for (unsigned i = draw(3); i > 0; --i) {
      peer.respond(packet, statuses[draw(std::size(statuses))], draw(2) == 0 ? allow : "",
                   draw(2) == 0 ? "application/sdp" : "", simulation::sdp, milliseconds(draw(3'000)));
    }
    if (!packet.text.starts_with("INVITE")) return;
    peer.call_id = packet.header("Call-ID");
    peer.local = packet.header("To") + ";tag=" + peer.own_tag;
    peer.remote = packet.header("From");
    peer.target = uri_in(packet.header("Contact"));
  }

  std::minstd_rand random{GetParam() * 7919 + 1};
  std::vector<CallId> calls;
  std::vector<TransferId> transfers;
  std::vector<std::string> last_invites;
};

TEST_P(RandomCalls, EndOnceAndLeaveNothing) {
  for (int step = 0; step < 60; ++step) {
    switch (draw(7)) {
      case 0:
        ring();
        break;
      case 1:
        if (!last_invites.empty()) cancel(any(last_invites));
        break;
      case 2:
      case 3:
        if (!peer.remote.empty()) send_request();
        break;
      case 4:
        if (!scene.log.empty()) scene.inject(peer.address(), bob, scene.log.back().text);  // its own words
        break;
      default:
        command();
        break;
    }
    scene.run(milliseconds(draw(4) == 0 ? draw(8'000) : draw(50)));
    while (!scene.unclaimed.empty()) {
      const Packet packet = scene.unclaimed.front();
      scene.unclaimed.pop_front();
      react(packet);
    }
  }
  if (GetParam() % 5 == 0) bob.stack().shutdown(scene.now);
  if (GetParam() % 7 == 0) (void)bob.stack().flow_closed(scene.now, bob.flow);
  scene.run(seconds(1));
  for (const CallId id : calls) (void)bob.stack().hang_up(scene.now, id);
  scene.run(seconds(400));
}

INSTANTIATE_TEST_SUITE_P(Seeds, RandomCalls, testing::Range(0u, 300u));

}  // namespace
}  // namespace baton
