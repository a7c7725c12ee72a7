// Every form of reports, in and out of the call, among three Stacks: Bob refers Alice to Carol (RFC 3515, RFC 4488,
// RFC 7614).
//
//   Alice            Bob             Carol
//     |<== call =====>|                |
//     |<--- REFER ----|                |
//     |---- 2xx ----->|                |
//     |---- INVITE ------------------->|
//     |<------------------- 200 -------|
//     |-- NOTIFY 200->|                |  where there is a subscription
#include <gtest/gtest.h>

#include "tests/simulation/scene.hpp"

namespace baton {
namespace {

using simulation::Party;
using simulation::Scene;

StackOptions open_to_strangers() {
  StackOptions options;
  options.referral.outside_dialogs = true;
  return options;
}

struct Case {
  const char* name;
  Reports reports;
  bool outside;
  bool answers;  ///< Carol does; else she is busy
};

/// Else its octets would be printed, padding included.
void PrintTo(const Case& given, std::ostream* out) { *out << given.name; }

class ReportsOfThree : public testing::TestWithParam<Case> {
 protected:
  void SetUp() override {
    alice.on_event = [this](Party& self, const Event& event) {
      if (event.kind == EventKind::call_incoming) {
        EXPECT_EQ(self.stack().answer(scene.now, event.call), Errc::ok);
      } else if (event.kind == EventKind::refer_received) {
        EXPECT_TRUE(self.stack().accept_refer(scene.now, event.transfer));
      }
    };
    carol.on_event = [this](Party& self, const Event& event) {
      if (event.kind != EventKind::call_incoming) return;
      EXPECT_EQ(GetParam().answers ? self.stack().answer(scene.now, event.call)
                                   : self.stack().reject(scene.now, event.call, 486),
                Errc::ok);
    };
    const auto made = bob.stack().call(scene.now, bob.account, alice.uri);
    ASSERT_TRUE(made);
    call = *made;
    ASSERT_TRUE(scene.run_until([&] { return bob.count(EventKind::call_connected) == 1; }, seconds(2)));
  }
  Scene scene;
  Party& alice = scene.add("alice", 5070, Limits::host(8), open_to_strangers(), 1);
  Party& bob = scene.add("bob", 5071, Limits::host(8), {}, 2);
  Party& carol = scene.add("carol", 5072, Limits::host(8), {}, 3);
  CallId call;
};

TEST_P(ReportsOfThree, EndAsTheirFormSaysAndLeaveNothing) {
  const Case& given = GetParam();
  const ReferOptions options{.reports = given.reports};
  const auto made = given.outside ? bob.stack().refer_outside(scene.now, bob.account, alice.uri, carol.uri, options)
                                  : bob.stack().refer(scene.now, call, carol.uri, options);
  ASSERT_TRUE(made) << name(made.error());
  ASSERT_TRUE(scene.run_until(
      [&] { return bob.count(EventKind::transfer_succeeded) + bob.count(EventKind::transfer_failed) == 1; }));
  const bool reported = given.reports == Reports::implicit || given.reports == Reports::explicitsub;
  if (!reported) {
    EXPECT_EQ(bob.story(true), "refer_accepted transfer_failed");
    EXPECT_EQ(bob.last(EventKind::transfer_failed)->cause, Cause::no_reports_wanted);
  } else if (given.answers) {
    EXPECT_EQ(bob.last(EventKind::transfer_succeeded)->status, 200) << bob.story(true);
  } else {
    EXPECT_EQ(bob.last(EventKind::transfer_failed)->status, 486) << bob.story(true);
  }
  scene.run(seconds(2));
  EXPECT_EQ(carol.count(EventKind::call_connected), given.answers ? 1u : 0u) << "with or without reports";
  std::size_t notifies = 0;
  for (const auto& packet : scene.log) notifies += packet.text.starts_with("NOTIFY") ? 1u : 0u;
  EXPECT_EQ(notifies != 0, reported);

  EXPECT_EQ(bob.stack().hang_up(scene.now, call), Errc::ok);
  scene.run(seconds(120));
  for (Party* party : {&alice, &bob}) {
    const Usage usage = party->stack().usage();
    EXPECT_EQ(usage.transfers.used, 0u) << party->name;
    EXPECT_EQ(usage.subscriptions.used, 0u) << party->name;
    EXPECT_EQ(usage.transactions.used, 0u) << party->name;
  }
  EXPECT_EQ(bob.stack().usage().dialogs.used, 0u);
  EXPECT_EQ(bob.stack().usage().blocks.used, 0u);
}

INSTANTIATE_TEST_SUITE_P(
    Forms, ReportsOfThree,
    testing::Values(Case{"Implicit", Reports::implicit, false, true},
                    Case{"ImplicitBusy", Reports::implicit, false, false},
                    Case{"Norefersub", Reports::norefersub, false, true}, Case{"Nosub", Reports::nosub, false, true},
                    Case{"NosubBusy", Reports::nosub, false, false},
                    Case{"Explicitsub", Reports::explicitsub, false, true},
                    Case{"ExplicitsubBusy", Reports::explicitsub, false, false},
                    Case{"OutsideImplicit", Reports::implicit, true, true},
                    Case{"OutsideNorefersub", Reports::norefersub, true, true},
                    Case{"OutsideNosub", Reports::nosub, true, true},
                    Case{"OutsideExplicitsub", Reports::explicitsub, true, true}),
    [](const testing::TestParamInfo<Case>& form) { return std::string(form.param.name); });

}  // namespace
}  // namespace baton
