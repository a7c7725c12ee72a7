// INVITE with Replaces for one of several early dialogs that an INVITE of ours has made by forking (RFC 3891 3, RFC
// 3261 12.1).
#include <array>

#include "tests/agent/replaces_fixture.hpp"

namespace baton {
namespace {

using simulation::ReplacesTest;

class ReplacesForks : public ReplacesTest {
 protected:
  explicit ReplacesForks(const Limits& limits = Limits::host(8)) : ReplacesTest({}, limits) {}

  static constexpr std::array<const char*, 3> names{"fork-a", "fork-b", "fork-c"};

  std::string to(const std::string& tag) const { return invite.header("To") + ";tag=" + tag; }
  void respond_as(const std::string& tag, int status) {
    raw_response(invite, status, to(tag), "Contact: <sip:" + tag + "@127.0.0.1:5090>\r\n");
  }
  void ring_all() {
    invite = dial();
    for (const char* tag : names) respond_as(tag, 180);
  }
  int ask_for(const std::string& tag, const std::string& extra = {}) {
    const std::string ours = tag_in(invite.header("From"));
    ask_with("Require: replaces\r\nReplaces: " + replaces(ours, tag) + extra + "\r\n" + referred_by_peer());
    return answer_to_carol();
  }
};

// Peer a, b, c    Bob             Carol
//  |<--- INVITE ----|               |
//  |--- 180 a ----->|               |
//  |--- 180 b ----->|               |
//  |                |<-- INVITE ----|  Replaces: the dialog of b
//  |                |----- 200 ---->|
//  |<--- CANCEL ----|<---- ACK -----|  which ends all of them
//  |-- 200, 487 --->|               |
TEST_F(ReplacesForks, Row9AnyEarlyForkOfOursMayBeNamed) {
  for (const char* tag : names) {
    bob.heard.clear();
    ring_all();
    EXPECT_EQ(ask_for(tag, ";early-only"), 200) << tag;
    const auto cancel = peer.expect("CANCEL");
    ASSERT_TRUE(cancel);
    peer.respond(*cancel, 200);
    peer.respond(invite, 487);
    EXPECT_TRUE(peer.expect("ACK"));
    scene.run(milliseconds(2));
    expect_old_call_replaced(487);
    EXPECT_EQ(bob.stack().state(fresh), CallState::confirmed);
    carol.request("BYE");
    EXPECT_TRUE(carol.expect("SIP/2.0 200"));
    peer.forget();
  }
}

TEST_F(ReplacesForks, Row9EveryForkThatAnswersBehindOurCancelIsEnded) {
  ring_all();
  EXPECT_EQ(ask_for("fork-b"), 200);
  respond_as("fork-b", 200);
  respond_as("fork-a", 200);
  EXPECT_EQ(sent("BYE sip:fork-b"), 1u);
  EXPECT_EQ(sent("BYE sip:fork-a"), 1u);
  answer_bye();
  answer_bye();
  expect_old_call_replaced(487);
  EXPECT_EQ(bob.count(EventKind::call_answered), 0u);
}

TEST_F(ReplacesForks, Row3NeitherAPartOfATagNorAStrangersIsOne) {
  ring_all();
  for (const char* tag : {"fork", "fork-", "fork-d", "0", "fork-afork-b"}) EXPECT_EQ(ask_for(tag), 481) << tag;
  EXPECT_EQ(bob.stack().state(call), CallState::calling);
  EXPECT_EQ(sent("CANCEL"), 0u);
}

TEST_F(ReplacesForks, Row3NoForkIsMadeBy100Or199_Rfc6228) {
  invite = dial();
  respond_as("fork-a", 180);
  respond_as("fork-b", 100);
  respond_as("fork-c", 199);
  EXPECT_EQ(ask_for("fork-b"), 481);
  EXPECT_EQ(ask_for("fork-c"), 481);
}

/// Whoever picks up what has been answered elsewhere meanwhile is declined, and does not ring.
TEST_F(ReplacesForks, Row4OnceOneIsAnsweredTheOthersHaveEnded) {
  ring_all();
  respond_as("fork-b", 200);
  ASSERT_EQ(bob.stack().state(call), CallState::confirmed);
  EXPECT_EQ(ask_for("fork-a"), 603);
  EXPECT_EQ(ask_for("fork-c"), 603);
  EXPECT_EQ(ask_for("fork-b", ";early-only"), 486);
  EXPECT_EQ(bob.stack().state(call), CallState::confirmed);
  scene.run(limit_64_t1);
  EXPECT_EQ(ask_for("fork-a"), 481) << "forgotten";
  EXPECT_EQ(ask_for("fork-b"), 200);
}

TEST_F(ReplacesForks, Row4WhenTheCallHasEndedTheyAllHave) {
  ring_all();
  peer.respond(invite, 486);
  ASSERT_TRUE(peer.expect("ACK"));
  for (const char* tag : names) EXPECT_EQ(ask_for(tag), 603) << tag;
  EXPECT_EQ(bob.count(EventKind::call_incoming), 0u);
}

TEST_F(ReplacesForks, Row4AHangUpThatIsUnderWayHasEndedThemAll) {
  ring_all();
  ASSERT_EQ(bob.stack().hang_up(scene.now, call), Errc::ok);
  for (const char* tag : names) EXPECT_EQ(ask_for(tag), 603) << tag;
}

/// Tags that find no room are not known, and harm nothing: neither the dialog that is taken in the end, whose route
/// set and target are long, nor its call.
TEST_F(ReplacesForks, Row3ManyForksLeaveRoomForTheOneThatAnswers) {
  invite = dial();
  for (int i = 0; i < 200; ++i) respond_as("fork-" + std::to_string(i), 180);
  EXPECT_EQ(ask_for("fork-199"), 481);
  raw_response(invite, 200, to("fork-199"),
               "Record-Route: <sip:127.0.0.1:5090;lr;padding=" + std::string(500, 'p') + ">\r\nContact: <sip:" +
                   std::string(200, 'c') + "@127.0.0.1:5090>\r\n");
  EXPECT_EQ(bob.stack().state(call), CallState::confirmed);
  EXPECT_EQ(ask_for("fork-199"), 200);
}

}  // namespace
}  // namespace baton
