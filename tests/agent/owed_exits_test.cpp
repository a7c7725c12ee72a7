// Every way out of a referral, at the transferee: the last report is sent, and nothing is left (field notes, rows 43,
// 46 and 58).
#include <tuple>
#include <vector>

#include "tests/agent/transferee_scene.hpp"

namespace baton {
namespace {

/// How far the referral got when it ends.
enum class Stage { invited, unanswered_report, ringing, rung_unreported };
/// What ends it.
enum class Exit {
  answered, busy, declined, silence, long_ringing, hang_up, transferors_bye_then_busy, old_call_hung_up_then_busy,
  transport_error, shutdown, hang_up_and_crossing_2xx,
};

constexpr Stage stages[] = {Stage::invited, Stage::unanswered_report, Stage::ringing, Stage::rung_unreported};
constexpr Exit exits[] = {Exit::answered,        Exit::busy,
                          Exit::declined,        Exit::silence,
                          Exit::long_ringing,    Exit::hang_up,
                          Exit::transferors_bye_then_busy, Exit::old_call_hung_up_then_busy,
                          Exit::transport_error, Exit::shutdown,
                          Exit::hang_up_and_crossing_2xx};

class OwedExits : public TransfereeRows, public testing::WithParamInterface<std::tuple<Stage, Exit>> {
 protected:
  void reach(Stage stage) {
    send_refer();
    accept();
    if (stage == Stage::unanswered_report) return;
    notified();
    if (stage == Stage::invited) return;
    carol.respond(invite, 180);
    if (stage == Stage::ringing) notified();
    scene.run(milliseconds(5));
  }
  /// Ends the referral; the status that the last report must have.
  int leave(Exit exit) {
    switch (exit) {
      case Exit::answered: carol.respond(invite, 200, {}, "application/sdp", simulation::sdp); return 200;
      case Exit::busy: carol.respond(invite, 486); return 486;
      case Exit::declined: carol.respond(invite, 603); return 603;
      case Exit::silence: return 408;
      case Exit::long_ringing: carol.respond(invite, 180); return 408;
      case Exit::hang_up: EXPECT_EQ(alice.stack().hang_up(scene.now, referred), Errc::ok); return 487;
      case Exit::transferors_bye_then_busy:
        bob.request("BYE");
        scene.run(milliseconds(5));
        carol.respond(invite, 486);
        return 486;
      case Exit::old_call_hung_up_then_busy:
        EXPECT_EQ(alice.stack().hang_up(scene.now, call), Errc::ok);
        carol.respond(invite, 486, {}, {}, {}, milliseconds(100));
        return 486;
      case Exit::transport_error:
        EXPECT_EQ(alice.stack().flow_failed(scene.now, alice.flow, carol.address()), Errc::ok);
        return 503;
      case Exit::shutdown: alice.stack().shutdown(scene.now); return 487;
      case Exit::hang_up_and_crossing_2xx:
        EXPECT_EQ(alice.stack().hang_up(scene.now, referred), Errc::ok);
        carol.respond(invite, 200, {}, "application/sdp", simulation::sdp);
        return 487;
    }
    return 0;
  }
  /// Carol and Bob answer whatever comes, for so long.
  void live_on(Microseconds length) {
    const Time end = scene.now + length;
    while (scene.now < end) {
      scene.run(milliseconds(100));
      for (ScriptedPeer* peer : {&bob, &carol}) {
        for (const char* const method : {"NOTIFY", "BYE", "CANCEL"}) {
          while (peer->has(method)) answer(*peer, method);
        }
      }
    }
  }
  void answer(ScriptedPeer& peer, const std::string& method) {
    for (auto at = scene.unclaimed.begin(); at != scene.unclaimed.end(); ++at) {
      if (at->to != peer.address() || !at->text.starts_with(method)) continue;
      const Packet packet = *at;
      scene.unclaimed.erase(at);
      peer.respond(packet, 200);
      if (method == "CANCEL") peer.respond(invite, 487, {}, {}, {}, milliseconds(1));
      return;
    }
  }
  /// The reports in the order of their CSeq, each once.
  std::vector<Packet> reports() const {
    std::vector<Packet> all;
    for (const Packet& packet : scene.log) {
      if (!packet.text.starts_with("NOTIFY ")) continue;
      if (all.empty() || all.back().header("CSeq") != packet.header("CSeq")) all.push_back(packet);
    }
    return all;
  }
};

TEST_P(OwedExits, Rows43And46And58_TheLastReportAloneIsTerminatedAndSaysTheOutcome) {
  const auto [stage, exit] = GetParam();
  reach(stage);
  const int status = leave(exit);
  live_on(seconds(200));
  const std::vector<Packet> all = reports();
  ASSERT_FALSE(all.empty());
  for (const Packet& packet : all) {
    const bool last = &packet == &all.back();
    EXPECT_TRUE(packet.header("Subscription-State").starts_with(last ? "terminated;reason=" : "active;expires="))
        << packet.text;
    if (last) {
      EXPECT_EQ(body_of(packet), fragment(status));
    }
  }
  ASSERT_EQ(alice.count(EventKind::referral_ended), 1u);
  EXPECT_EQ(alice.last(EventKind::referral_ended)->status, status);
  if (exit == Exit::answered) {
    EXPECT_EQ(alice.stack().state(referred), CallState::confirmed);
  } else {
    EXPECT_EQ(alice.stack().state(referred), CallState::none);
  }
  alice.stack().shutdown(scene.now);
  live_on(seconds(300));
  const Usage usage = alice.stack().usage();
  EXPECT_EQ(usage.calls.used + usage.dialogs.used + usage.transactions.used, 0u);
  EXPECT_EQ(usage.transfers.used + usage.subscriptions.used + usage.blocks.used, 0u);
  EXPECT_EQ(alice.stack().next_deadline(), never);
}

std::vector<std::tuple<Stage, Exit>> ways() {
  std::vector<std::tuple<Stage, Exit>> all;
  for (const Stage stage : stages) {
    for (const Exit exit : exits) {
      // What rings has arrived.
      if (exit != Exit::transport_error || stage < Stage::ringing) all.emplace_back(stage, exit);
    }
  }
  return all;
}

INSTANTIATE_TEST_SUITE_P(FromEveryStage, OwedExits, testing::ValuesIn(ways()));

}  // namespace
}  // namespace baton
