// The call ends at every stage of its REFER, by each way that a call can end (field notes 3a, pjproject#5039; field
// notes 34 to 39 and 57): one outcome, and nothing is left.
#include "tests/agent/transferor_scene.hpp"

namespace baton {
namespace {

enum class Stage { unanswered, trying, glare, accepted, notified_first, reporting, terminated_early };
enum class End { bye_in, bye_out, flow_closed, both_byes };

constexpr Stage stages[] = {Stage::unanswered,     Stage::trying,    Stage::glare,           Stage::accepted,
                            Stage::notified_first, Stage::reporting, Stage::terminated_early};
constexpr End ends[] = {End::bye_in, End::bye_out, End::flow_closed, End::both_byes};

class CallEnds : public TransferorRows, public testing::WithParamInterface<std::tuple<Stage, End>> {
 protected:
  void reach(Stage stage) {
    switch (stage) {
      case Stage::unanswered: break;
      case Stage::trying: peer.respond(refer, 100); break;
      case Stage::glare: peer.respond(refer, 491); break;
      case Stage::accepted: peer.respond(refer, 202); break;
      case Stage::notified_first: notify("active;expires=60", 180); break;
      case Stage::reporting:
        peer.respond(refer, 202);
        scene.run(milliseconds(5));
        notify("active;expires=60", 100);
        break;
      case Stage::terminated_early:
        peer.respond(refer, 202);
        scene.run(milliseconds(5));
        notify("terminated;reason=noresource", 100);
        break;
    }
    scene.run(milliseconds(5));
  }
  void finish(End end) {
    if (end == End::flow_closed) {
      EXPECT_EQ(bob.stack().flow_closed(scene.now, bob.flow), Errc::ok);
      return;
    }
    if (end != End::bye_in) {
      EXPECT_EQ(bob.stack().hang_up(scene.now, call), Errc::ok);
    }
    if (end != End::bye_out) {
      peer.request("BYE");
      scene.run(milliseconds(5));
    }
    if (end == End::bye_out) {
      const auto bye = peer.expect("BYE");
      ASSERT_TRUE(bye);
      peer.respond(*bye, 200);
    }
  }
};

TEST_P(CallEnds, Notes57_OneOutcomeAndNothingIsLeft) {
  reach(std::get<0>(GetParam()));
  finish(std::get<1>(GetParam()));
  scene.run(seconds(400));
  const std::size_t rejected = bob.count(EventKind::refer_rejected);
  const std::size_t accepted = bob.count(EventKind::refer_accepted);
  const std::size_t over = bob.count(EventKind::transfer_succeeded) + bob.count(EventKind::transfer_failed);
  EXPECT_EQ(rejected + accepted, 1u) << story();
  EXPECT_EQ(over, accepted) << story();
  const Usage usage = bob.stack().usage();
  EXPECT_EQ(usage.transfers.used, 0u);
  EXPECT_EQ(usage.subscriptions.used, 0u);
  EXPECT_EQ(usage.transactions.used, 0u);
  EXPECT_EQ(usage.blocks.used, 0u);
  if (std::get<1>(GetParam()) != End::flow_closed) {
    EXPECT_EQ(usage.dialogs.used, 0u);
  }
}

INSTANTIATE_TEST_SUITE_P(EveryStageAndEnd, CallEnds,
                         testing::Combine(testing::ValuesIn(stages), testing::ValuesIn(ends)));

}  // namespace
}  // namespace baton
