// The rule that a transcript names for an event.
#include "src/trace/rule.hpp"

#include <gtest/gtest.h>

namespace baton::trace {
namespace {

TEST(Rules, ThereIsOneForEachKindOfEventWhateverItsCause) {
  for (auto kind = EventKind::call_incoming; kind <= EventKind::refer_refused;
       kind = static_cast<EventKind>(static_cast<int>(kind) + 1)) {
    for (auto cause = Cause::message; cause <= Cause::usage_lost;
         cause = static_cast<Cause>(static_cast<int>(cause) + 1)) {
      for (const CausedBy by : {CausedBy::nothing, CausedBy::request, CausedBy::response}) {
        const Rule rule = rule_of(kind, cause, by);
        EXPECT_NE(rule.words, "nothing happened") << name(kind) << ' ' << name(cause);
        EXPECT_TRUE(rule.basis == "ours" || rule.basis.starts_with("RFC ")) << rule.basis;
      }
    }
  }
  EXPECT_EQ(rule_of(EventKind::none, Cause::message, CausedBy::nothing).words, "nothing happened");
}

TEST(Rules, TellTheRowsOfTheOutcomeTableApart) {
  struct Case {
    EventKind kind;
    Cause cause;
    CausedBy by;
    const char* row;
  };
  using enum EventKind;
  const Case cases[] = {
      {refer_rejected, Cause::leg_failed, CausedBy::nothing, "row 4"},
      {refer_accepted, Cause::message, CausedBy::response, "row 6"},
      {refer_rejected, Cause::message, CausedBy::response, "row 8"},
      {refer_accepted, Cause::inferred, CausedBy::nothing, "row 9"},
      {refer_rejected, Cause::timeout, CausedBy::nothing, "row 12"},
      {refer_rejected, Cause::transport, CausedBy::nothing, "row 12"},
      {transfer_failed, Cause::no_reports_wanted, CausedBy::nothing, "row 14"},
      {transfer_failed, Cause::no_report, CausedBy::nothing, "row 18"},
      {transfer_ringing, Cause::message, CausedBy::request, "row 19"},
      {transfer_succeeded, Cause::message, CausedBy::request, "row 20"},
      {transfer_failed, Cause::message, CausedBy::request, "row 21"},
      {transfer_failed, Cause::denied, CausedBy::request, "row 21"},
      {transfer_failed, Cause::message, CausedBy::response, "row 23"},
      {transfer_failed, Cause::reports_ended, CausedBy::nothing, "row 28"},
      {transfer_failed, Cause::gave_up, CausedBy::nothing, "row 29"},
      {transfer_failed, Cause::cancelled_reports, CausedBy::nothing, "row 30"},
      {refer_rejected, Cause::shutdown, CausedBy::nothing, "row 31"},
      {transfer_failed, Cause::shutdown, CausedBy::nothing, "row 31"},
      {transfer_succeeded, Cause::replaced_ended, CausedBy::nothing, "verdict 1.4 a"},
      {transfer_succeeded, Cause::bye_means_success, CausedBy::nothing, "verdict 1.4 b"},
      {refer_received, Cause::message, CausedBy::request, "table 2.1"},
      {call_replacing, Cause::message, CausedBy::request, "table 3"},
      {call_ended, Cause::replaced, CausedBy::nothing, "table 3"},
      {call_ended, Cause::bye, CausedBy::request, ""},
  };
  for (const Case& each : cases) {
    EXPECT_EQ(rule_of(each.kind, each.cause, each.by).row, each.row)
        << name(each.kind) << ' ' << name(each.cause);
  }
}

TEST(Rules, SayWhereToReadOn) {
  EXPECT_EQ(reference(rule_of(EventKind::refer_accepted, Cause::message, CausedBy::response)),
            "row 6, RFC 7647 5");
  EXPECT_EQ(reference(rule_of(EventKind::call_held, Cause::message, CausedBy::request)),
            "RFC 3264 8.4");
}

}  // namespace
}  // namespace baton::trace
