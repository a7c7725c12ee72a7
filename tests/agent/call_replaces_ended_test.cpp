// Ended dialogs are remembered for 64*T1, as many of them as there can be dialogs (outcome table 3, row 4).
#include "tests/agent/replaces_fixture.hpp"

namespace baton::simulation {
namespace {

class ReplacesOfMany : public ReplacesTest {
 protected:
  static constexpr std::uint32_t room = 4;
  ReplacesOfMany() : ReplacesTest({}, limits()) {}
  static Limits limits() {
    Limits limits = Limits::host(8);
    limits.dialogs = room;
    return limits;
  }
  /// What somebody is told who names the dialog of a call that ended.
  int answer_to(const std::string& dialog) {
    ask_with("Replaces: " + dialog + "\r\n" + referred_by_peer());
    return answer_to_carol();
  }
};

TEST_F(ReplacesOfMany, Row4WithMoreEndsWithin64T1ThanDialogsTheOldestAreForgotten) {
  std::vector<std::string> ended;
  for (std::uint32_t i = 0; i < 2 * room + 1; ++i) {
    connect_in();
    ended.push_back(replaces());
    peer.request("BYE");
    ASSERT_TRUE(peer.expect("SIP/2.0 200"));
  }
  for (std::size_t i = 0; i < ended.size(); ++i) {
    EXPECT_EQ(answer_to(ended[i]), i + room < ended.size() ? 481 : 603) << i;
  }
  connect_in();
  EXPECT_EQ(bob.stack().state(call), CallState::confirmed) << "nothing else is harmed";
  const std::string standing = replaces();
  scene.run(limit_64_t1 + milliseconds(100));
  EXPECT_EQ(answer_to(ended.back()), 481) << "after 64*T1 all are";
  EXPECT_EQ(answer_to(standing), 200);
}

}  // namespace
}  // namespace baton::simulation
