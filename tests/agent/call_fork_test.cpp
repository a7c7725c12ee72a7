// An INVITE of ours that forks: every further 2xx is acknowledged and ended, whatever ends in what order (RFC 3261
// 13.2.2.4; CVE-2022-23608).
#include <algorithm>
#include <array>

#include "tests/agent/call_fixture.hpp"

namespace baton {
namespace {

using simulation::cseq_of;
using simulation::Packet;

class CallForks : public simulation::CallTest {
 protected:
  explicit CallForks(const Limits& limits = Limits::host(8)) : CallTest(limits) {}

  static constexpr std::array<const char*, 3> names{"fork-a", "fork-b", "fork-c"};

  std::string to(int fork) const { return invite.header("To") + ";tag=" + names[static_cast<std::size_t>(fork)]; }
  static std::string contact(int fork) {
    return "Contact: <sip:" + std::string(names[static_cast<std::size_t>(fork)]) + "@127.0.0.1:5090>\r\n";
  }
  void ring_all() {
    invite = dial();
    for (int fork = 0; fork < 3; ++fork) raw_response(invite, 180, to(fork), contact(fork));
  }
  void answer_as(int fork) { raw_response(invite, 200, to(fork), contact(fork)); }
  /// The BYE to this fork, which must be out.
  Packet bye_to(int fork) {
    for (const Packet& packet : scene.log) {
      if (packet.text.starts_with("BYE ") && packet.header("To") == to(fork)) return packet;
    }
    return {};
  }
  void request_as(int fork, std::string_view method) {
    peer.call_id = invite.header("Call-ID");
    peer.local = to(fork);
    peer.remote = invite.header("From");
    peer.target = uri_in(invite.header("Contact"));
    peer.request(method);
    scene.run(milliseconds(2));
  }
};

// Peer a     Bob      b, c
//  |<-INVITE--|         |
//  |---180--->|<--180---|
//  |---200--->|<--200---|  in every order
//  |<--ACK----|---ACK-->|
//  |          |---BYE-->|  ended in every order
TEST_F(CallForks, EndInEveryOrder_Cve2022_23608) {
  std::array<int, 3> answers{0, 1, 2};
  do {
    std::array<int, 3> ends{0, 1, 2};
    do {
      bob.heard.clear();
      scene.log.clear();
      ring_all();
      for (const int fork : answers) answer_as(fork);
      EXPECT_EQ(bob.stack().state(call), CallState::confirmed);
      EXPECT_EQ(sent("ACK"), 3u);
      EXPECT_EQ(sent("BYE"), 2u);
      for (const int fork : ends) {
        if (fork == answers[0]) {
          request_as(fork, "BYE");
          EXPECT_TRUE(peer.expect("SIP/2.0 200", milliseconds(5)));
        } else {
          const Packet bye = bye_to(fork);
          ASSERT_NE(bye.text, "");
          EXPECT_EQ(cseq_of(bye), cseq_of(invite) + 1);
          peer.respond(bye, fork == 1 ? 481 : 200);
          answer_as(fork);  // its 2xx once more
        }
        scene.run(milliseconds(2));
      }
      EXPECT_EQ(bob.count(EventKind::call_ended), 1u) << story();
      EXPECT_EQ(bob.count(EventKind::call_answered), 1u) << story();
      EXPECT_EQ(bob.stack().usage().dialogs.used, 0u);
      EXPECT_EQ(bob.stack().usage().calls.used, 0u);
      scene.run(seconds(70));
      EXPECT_EQ(bob.stack().usage().transactions.used, 0u);
      peer.forget();
    } while (std::next_permutation(ends.begin(), ends.end()));
  } while (std::next_permutation(answers.begin(), answers.end()));
}

TEST_F(CallForks, RequestsOfForksThatAreNotOursGet481) {
  ring_all();
  answer_as(1);
  for (const std::string_view method : {"BYE", "UPDATE", "OPTIONS", "INFO"}) {
    request_as(0, method);
    EXPECT_TRUE(peer.expect("SIP/2.0 481", milliseconds(5))) << method;
    request_as(2, method);
    EXPECT_TRUE(peer.expect("SIP/2.0 481", milliseconds(5))) << method;
  }
  EXPECT_EQ(bob.stack().state(call), CallState::confirmed);
}

TEST_F(CallForks, AllThatAnswerBehindOurCancelAreEnded) {
  ring_all();
  EXPECT_EQ(bob.stack().hang_up(scene.now, call), Errc::ok);
  for (int fork = 0; fork < 3; ++fork) answer_as(fork);
  EXPECT_EQ(sent("ACK"), 3u);
  EXPECT_EQ(sent("BYE"), 3u);
  for (int fork = 2; fork >= 0; --fork) peer.respond(bye_to(fork), 200);
  expect_ended(487, Cause::local);
  EXPECT_EQ(bob.count(EventKind::call_answered), 0u);
}

TEST_F(CallForks, TheByeOfOneThatIsTooLateSaysThatTheCallWasCompletedElsewhere_Rfc3326) {
  ring_all();
  answer_as(2);
  answer_as(0);
  EXPECT_EQ(bye_to(0).header("Reason"), "SIP;cause=200;text=\"Call completed elsewhere\"");
}

/// Where a fork's next hop is a name, or where no flow of ours leads, its ACK and BYE take the INVITE's own way.
TEST_F(CallForks, ALateOneWhoseNextHopIsANameIsAcknowledgedAndEndedToo) {
  ring_all();
  answer_as(0);
  std::size_t ended = 0;
  for (const char* headers : {"Contact: <sip:fork-b@phone.example.com>\r\n",
                              "Contact: <sip:fork-b@127.0.0.1:5090>\r\nRecord-Route: <sip:proxy.example.com;lr>\r\n",
                              "Contact: <sip:fork-b@127.0.0.1:5090;transport=tcp>\r\n",
                              "Contact: <tel:+15551234>\r\n", ""}) {
    peer.forget();
    raw_response(invite, 200, invite.header("To") + ";tag=late-" + std::to_string(++ended), headers);
    const auto ack = peer.expect("ACK", milliseconds(5));
    ASSERT_TRUE(ack) << headers;
    EXPECT_EQ(cseq_of(*ack), cseq_of(invite));
    const auto bye = peer.expect("BYE", milliseconds(5));
    ASSERT_TRUE(bye) << headers;
    EXPECT_EQ(cseq_of(*bye), cseq_of(invite) + 1);
    peer.respond(*bye, 200);
  }
  EXPECT_EQ(bob.stack().state(call), CallState::confirmed);
}

TEST_F(CallForks, ALateOneBehindANameIsEndedWhenTheCallIsOverToo) {
  ring_all();
  answer_as(0);
  ASSERT_EQ(bob.stack().hang_up(scene.now, call), Errc::ok);
  scene.run(milliseconds(2));
  peer.respond(bye_to(0), 200);
  expect_ended(0, Cause::local);
  peer.forget();
  raw_response(invite, 200, to(1), "Contact: <sip:fork-b@phone.example.com>\r\n");
  EXPECT_TRUE(peer.has("ACK"));
  const auto bye = peer.expect("BYE", milliseconds(5));
  ASSERT_TRUE(bye);
  EXPECT_EQ(bye->header("To"), to(1));
  peer.respond(*bye, 200);
}

TEST_F(CallForks, HangingUpOurForkLeavesTheStrayByesToTheirOwn) {
  ring_all();
  answer_as(0);
  answer_as(1);
  EXPECT_EQ(bob.stack().hang_up(scene.now, call), Errc::ok);
  scene.run(milliseconds(2));
  answer_as(2);
  EXPECT_EQ(sent("BYE"), 3u);
  EXPECT_EQ(bye_to(0).header("Reason"), "") << "hung up, no more";
  peer.respond(bye_to(0), 200);
  expect_ended(0, Cause::local);
  scene.run(seconds(40));
  EXPECT_EQ(bob.stack().usage().transactions.used, 0u);
}

class CallForksWithoutRoom : public CallForks {
 protected:
  CallForksWithoutRoom() : CallForks(limits()) {}
  static Limits limits() {
    Limits limits = Limits::host(8);
    limits.transactions = 4;
    limits.reserved = 1;
    return limits;
  }
};

/// An ACK ends the repetitions of a 2xx. Sent without its BYE it would leave the second fork in a call for ever.
TEST_F(CallForksWithoutRoom, ASecondForkIsAcknowledgedOnlyTogetherWithItsBye) {
  connect_in();
  const CallId first = call;
  invite = dial();
  ring_in();
  ASSERT_EQ(bob.stack().hang_up(scene.now, first), Errc::ok);
  const auto bye = peer.expect("BYE");
  ASSERT_TRUE(bye);
  ASSERT_EQ(bob.stack().usage().transactions.used, bob.stack().usage().transactions.capacity);
  answer_as(0);
  EXPECT_TRUE(peer.expect("ACK", milliseconds(5)));
  answer_as(1);
  EXPECT_FALSE(peer.has("ACK"));
  EXPECT_FALSE(peer.has("BYE"));
  peer.respond(*bye, 200);
  scene.run(seconds(6));  // Timer K gives the transaction back
  answer_as(1);
  EXPECT_TRUE(peer.has("ACK"));
  EXPECT_TRUE(peer.has("BYE"));
}

}  // namespace
}  // namespace baton
