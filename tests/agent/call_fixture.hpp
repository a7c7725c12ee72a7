// Bob, a Stack, in calls with a scripted peer. Whatever a test does, at its end each call has had
// exactly one `call_ended`, as its last event, and every pool is empty.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <utility>

#include "tests/simulation/scripted_peer.hpp"

namespace baton::simulation {

class CallTest : public testing::Test {
 protected:
  static constexpr Microseconds limit_64_t1 = seconds(32);

  explicit CallTest(const Limits& limits = Limits::host(8), const StackOptions& options = {})
      : bob(scene.add("bob", 5071, limits, options)), peer(scene, 5090, bob) {
    bob.on_event = [this](Party&, const Event& event) {
      if (event.kind == EventKind::call_incoming) call = event.call;
    };
  }

  void TearDown() override {
    for (const Heard& event : bob.heard) {
      if (bob.stack().state(event.call) != CallState::none) (void)bob.stack().hang_up(scene.now, event.call);
    }
    scene.network = nullptr;
    scene.run(seconds(300));
    for (auto at = bob.heard.begin(); at != bob.heard.end(); ++at) {
      if (at->kind != EventKind::call_ended) continue;
      for (auto other = bob.heard.begin(); other != bob.heard.end(); ++other) {
        if (other == at || other->call != at->call) continue;
        EXPECT_NE(other->kind, EventKind::call_ended) << "twice";
        EXPECT_TRUE(other < at || !name(other->kind).starts_with("call_")) << name(other->kind) << " after the end";
      }
    }
    const Usage usage = bob.stack().usage();
    EXPECT_EQ(usage.transactions.used, 0u);
    EXPECT_EQ(usage.dialogs.used, 0u);
    EXPECT_EQ(usage.calls.used, 0u);
    EXPECT_EQ(usage.blocks.used, 0u);
    EXPECT_EQ(usage.outputs.used, 0u);
    EXPECT_EQ(usage.events.used, 0u);
    EXPECT_EQ(bob.stack().next_deadline(), never);
  }

  // --- Calls of Bob's ------------------------------------------------------------------------------

  /// Bob calls the peer; what the peer gets.
  Packet dial(const CallOptions& options = {}) {
    const auto made = bob.stack().call(scene.now, bob.account, peer.uri(), options);
    EXPECT_TRUE(made) << name(made.error());
    call = *made;
    return received_invite();
  }
  Packet received_invite() {
    const Packet packet = peer.expect("INVITE").value_or(Packet{});
    peer.call_id = packet.header("Call-ID");
    peer.local = packet.header("To") + ";tag=" + peer.own_tag;
    peer.remote = packet.header("From");
    peer.target = uri_in(packet.header("Contact"));
    return packet;
  }
  void connect_out(const CallOptions& options = {}) {
    invite = dial(options);
    peer.respond(invite, 200, allow, "application/sdp", sdp);
    ASSERT_TRUE(peer.expect("ACK"));
  }

  // --- Calls of the peer's -------------------------------------------------------------------------

  /// The peer calls Bob; the INVITE as text.
  std::string ring_in(std::string_view extra = {}, std::string_view type = "application/sdp",
                      std::string_view body = sdp) {
    peer.call_id = "incoming-" + std::to_string(++calls_in);
    peer.local = "<" + (caller.empty() ? peer.uri() : caller) + ">;tag=" + peer.own_tag;
    peer.remote = "<" + bob.uri + ">";
    peer.target = bob.uri;
    invite_text = peer.request("INVITE", std::string(allow) + std::string(extra), type, body);
    scene.run(milliseconds(2));
    return invite_text;
  }
  /// A response that makes or confirms the dialog: later requests of the peer stand in it.
  void learn(const Packet& response) {
    peer.remote = response.header("To");
    peer.target = uri_in(response.header("Contact"));
  }
  Packet answer(const AnswerOptions& options = {}) {
    EXPECT_EQ(bob.stack().answer(scene.now, call, options), Errc::ok);
    const Packet ok = peer.expect("SIP/2.0 200").value_or(Packet{});
    learn(ok);
    return ok;
  }
  void acknowledge(std::string_view body = {}) {
    peer.request("ACK", {}, body.empty() ? "" : "application/sdp", body);
    scene.run(milliseconds(2));
  }
  void connect_in() {
    ring_in();
    answer();
    acknowledge();
    ASSERT_EQ(bob.stack().state(call), CallState::confirmed);
  }
  /// The CANCEL of an INVITE that was sent as `text` (RFC 3261 9.1).
  void cancel(std::string text) {
    const std::size_t cseq = text.find(" INVITE\r\n");
    text.replace(cseq, 9, " CANCEL\r\n");
    text.replace(0, 6, "CANCEL");
    text = text.substr(0, text.find("\r\nContent-Type"));
    scene.inject(peer.address(), bob, text + "\r\nContent-Length: 0\r\n\r\n");
    scene.run(milliseconds(2));
  }
  /// The ACK of a non-2xx (RFC 3261 17.1.1.3).
  void acknowledge_refusal(std::string text, const Packet& refusal) {
    text.replace(text.find(" INVITE\r\n"), 9, " ACK\r\n");
    text.replace(0, 6, "ACK");
    text.replace(text.find("To: "), text.find("\r\n", text.find("To: ")) - text.find("To: "),
                 "To: " + refusal.header("To"));
    text = text.substr(0, text.find("\r\nContent-Type"));
    scene.inject(peer.address(), bob, text + "\r\nContent-Length: 0\r\n\r\n");
    scene.run(milliseconds(2));
  }

  // --- The message store ---------------------------------------------------------------------------

  std::uint32_t free_blocks() { return bob.limits.blocks - bob.stack().usage().blocks.used; }
  /// An INVITE of `size` octets, padded in its Via, and so in each response, or elsewhere.
  void ring_in_with(std::size_t size, bool in_via) {
    const std::string number = std::to_string(++calls_in);
    std::string text = "INVITE " + bob.uri + " SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:5090;branch=z9hG4bKroom" + number +
                       ";padding=p\r\nFrom: <" + peer.uri() + ">;tag=" + peer.own_tag + "\r\nTo: <" + bob.uri +
                       ">\r\nCall-ID: room-" + number + "\r\nCSeq: 1 INVITE\r\nContact: <" + peer.uri() + ">\r\n" +
                       "Subject: ppp\r\nContent-Length: 0\r\n\r\n";
    ASSERT_LT(text.size(), size);
    text.insert(in_via ? text.find("padding=") + 8 : text.find("ppp"), std::string(size - text.size(), 'p'));
    scene.inject(peer.address(), bob, text);
    scene.run(milliseconds(2));
  }

  // --- Anything else -------------------------------------------------------------------------------

  /// A response with what the test says instead of the usual: `to` and `headers` are whole.
  void raw_response(const Packet& request, int status, const std::string& to, std::string_view headers) {
    scene.inject(peer.address(), bob, fragment(status) + "Via: " + request.header("Via") + "\r\nFrom: " +
                                          request.header("From") + "\r\nTo: " + to + "\r\nCall-ID: " +
                                          request.header("Call-ID") + "\r\nCSeq: " + request.header("CSeq") + "\r\n" +
                                          std::string(headers) + "Content-Length: 0\r\n\r\n");
    scene.run(milliseconds(2));
  }
  static std::string uri_in(const std::string& value) {
    const std::size_t open = value.find('<');
    return open == std::string::npos ? value : value.substr(open + 1, value.find('>') - open - 1);
  }
  static std::string tag_in(const std::string& value) {
    const std::size_t at = value.find(";tag=");
    return at == std::string::npos ? "" : value.substr(at + 5);
  }
  static std::string body_of(const Packet& packet) { return packet.text.substr(packet.text.find("\r\n\r\n") + 4); }
  /// The line of a description that begins so.
  static std::string line_of(const std::string& text, std::string_view start) {
    const std::size_t at = text.find(start);
    return at == std::string::npos ? "" : text.substr(at, text.find("\r\n", at) - at);
  }
  /// How many messages Bob has sent whose first line begins so.
  std::size_t sent(std::string_view start) const {
    std::size_t count = 0;
    for (const Packet& packet : scene.log) count += packet.text.starts_with(start) ? 1u : 0u;
    return count;
  }
  std::string story() { return bob.story(); }
  const Heard& ended() {
    static const Heard none{};
    const Heard* event = bob.last(EventKind::call_ended);
    return event != nullptr ? *event : none;
  }
  void expect_ended(std::uint16_t status, Cause cause) {
    scene.run(milliseconds(2));
    ASSERT_EQ(bob.count(EventKind::call_ended), 1u) << story();
    EXPECT_EQ(ended().status, status);
    EXPECT_EQ(name(ended().cause), name(cause));
    EXPECT_EQ(bob.stack().state(call), CallState::none);
  }
  /// Bob's BYE comes, and gets this answer.
  void answer_bye(int status = 200) {
    const auto bye = peer.expect("BYE", seconds(40));
    ASSERT_TRUE(bye);
    peer.respond(*bye, status);
    scene.run(milliseconds(2));
  }
  /// How long from now until Bob has sent a message that begins so; -1: not within the limit.
  Microseconds until_sent(std::string_view start, Microseconds limit = seconds(60)) {
    const Time from = scene.now;
    const std::size_t before = sent(start);
    return scene.run_until([&] { return sent(start) > before; }, limit) ? scene.now - from : -1;
  }

  static constexpr std::string_view allow = "Allow: INVITE, ACK, BYE, CANCEL, UPDATE, REFER, NOTIFY, SUBSCRIBE\r\n";
  Scene scene;
  Party& bob;
  ScriptedPeer peer;
  CallId call;
  Packet invite;
  std::string invite_text;
  int calls_in = 0;
  std::string caller;  ///< who the peer says it is in its calls; empty: its own URI
};

}  // namespace baton::simulation
