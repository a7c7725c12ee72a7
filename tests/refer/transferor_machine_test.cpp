// The transferor's machine alone: every state with every input, as tables.
#include <gtest/gtest.h>

#include <random>
#include <string>

#include "src/refer/transferor.hpp"

namespace baton::core {
namespace {

const TransferorRules rules;

std::string raised(const TransferorEffects& effects) {
  std::string text;
  for (std::uint8_t i = 0; i < effects.raise_count; ++i) {
    if (i != 0) text += ' ';
    text += std::string(name(effects.raises[i].kind)) + ":" + std::to_string(effects.raises[i].status);
  }
  return text;
}

Transferor in_state(TransferState state) {
  Transferor transfer;
  transfer.state = state;
  return transfer;
}

struct Row {
  const char* what;
  TransferState before;
  Report report;
  const char* raises;
  TransferState after;
};

TEST(TransferorMachine, ReportsByState_Rows7And19To22) {
  using enum TransferState;
  const Row rows[] = {
      {"row 7: held", sent, {180, false, false}, "", sent},
      {"row 19: trying", accepted, {100, false, false}, "transfer_trying:100", reporting},
      {"row 19: 184 is trying", accepted, {184, false, false}, "transfer_trying:184", reporting},
      {"row 19: 198 is trying", reporting, {198, false, false}, "transfer_trying:198", reporting},
      {"row 19: ringing raises trying",
       accepted,
       {183, false, false},
       "transfer_trying:183 transfer_ringing:183",
       reporting},
      {"row 19: terminated with 1xx", reporting, {100, true, false}, "transfer_trying:100", unknown},
      {"row 19: unknown stays unknown",
       unknown,
       {180, false, false},
       "transfer_trying:180 transfer_ringing:180",
       unknown},
      {"199 says nothing", accepted, {199, false, false}, "", reporting},
      {"row 20", accepted, {200, false, false}, "transfer_succeeded:200", ended},
      {"row 20: 299 from unknown", unknown, {299, true, false}, "transfer_succeeded:299", ended},
      {"row 21: 3xx", reporting, {302, true, false}, "transfer_failed:302", ended},
      {"row 21: 699", unknown, {699, true, false}, "transfer_failed:699", ended},
      {"row 21: denied", reporting, {0, true, true}, "transfer_failed:603", ended},
      {"row 21: denied with 1xx",
       accepted,
       {100, true, true},
       "transfer_trying:100 transfer_failed:603",
       ended},
      {"a final status counts whatever the state says",
       reporting,
       {200, true, true},
       "transfer_succeeded:200",
       ended},
      {"row 22: nothing", accepted, {0, false, false}, "", reporting},
      {"row 22: nothing, terminated", accepted, {0, true, false}, "", unknown},
      {"row 32", ended, {200, false, false}, "", ended},
  };
  for (const Row& row : rows) {
    Transferor transfer = in_state(row.before);
    EXPECT_EQ(raised(on_report(transfer, rules, row.report)), row.raises) << row.what;
    EXPECT_EQ(transfer.state, row.after) << row.what;
  }
}

TEST(TransferorMachine, ResponsesByState_Rows5To12And23) {
  using State = TransferState;
  struct Case {
    const char* what;
    Transferor before;
    std::uint16_t status;
    Cause cause;
    const char* raises;
    TransferState after;
  };
  Transferor held = in_state(State::sent);
  (void)on_report(held, rules, {100, false, false});
  Transferor inferred = held;
  (void)on_phase_timer(inferred, rules);
  const Case cases[] = {
      {"row 5", in_state(State::sent), 100, Cause::message, "", State::sent},
      {"row 6", in_state(State::sent), 200, Cause::message, "refer_accepted:200", State::accepted},
      {"row 6, held", held, 202, Cause::message, "refer_accepted:202 transfer_trying:100", State::reporting},
      {"row 8", in_state(State::sent), 603, Cause::message, "refer_rejected:603", State::ended},
      {"row 8, held", held, 603, Cause::message, "refer_rejected:603", State::ended},
      {"row 9, 408", held, 408, Cause::message, "refer_accepted:0 transfer_trying:100", State::reporting},
      {"row 9, F", held, 408, Cause::timeout, "refer_accepted:0 transfer_trying:100", State::reporting},
      {"row 9, transport", held, 503, Cause::transport, "refer_accepted:0 transfer_trying:100",
       State::reporting},
      {"row 12, F", in_state(State::sent), 408, Cause::timeout, "refer_rejected:408", State::ended},
      {"row 12, transport", in_state(State::sent), 503, Cause::transport, "refer_rejected:503", State::ended},
      {"row 23", inferred, 603, Cause::message, "transfer_failed:603", State::ended},
      {"row 23, 2xx", inferred, 202, Cause::message, "", State::reporting},
      {"row 23, silence", inferred, 408, Cause::timeout, "", State::reporting},
      {"row 32", in_state(State::ended), 200, Cause::message, "", State::ended},
  };
  for (const Case& row : cases) {
    Transferor transfer = row.before;
    EXPECT_EQ(raised(on_refer_response(transfer, rules, row.status, row.cause)), row.raises) << row.what;
    EXPECT_EQ(transfer.state, row.after) << row.what;
  }
}

TEST(TransferorMachine, HeldReportsKeepAFinalStatusThatALater1xxFollows) {
  Transferor transfer;
  (void)on_report(transfer, rules, {180, false, false});
  (void)on_report(transfer, rules, {200, true, false});
  (void)on_report(transfer, rules, {100, false, false});
  EXPECT_EQ(raised(on_refer_response(transfer, rules, 202, Cause::message)),
            "refer_accepted:202 transfer_trying:100 transfer_ringing:180 transfer_succeeded:200");
}

TEST(TransferorMachine, CancelByState_Row30) {
  using State = TransferState;
  struct Case {
    const char* what;
    TransferState before;
    const char* raises;
    TransferState after;
    bool unsubscribes;
  };
  const Case cases[] = {{"held", State::held, "refer_rejected:487", State::ended, false},
                        {"sent", State::sent, "", State::sent, false},
                        {"accepted", State::accepted, "transfer_failed:487", State::ended, true},
                        {"reporting", State::reporting, "transfer_failed:487", State::ended, true},
                        {"unknown", State::unknown, "transfer_failed:487", State::ended, false},
                        {"ended", State::ended, "", State::ended, false}};
  for (const Case& row : cases) {
    Transferor transfer = in_state(row.before);
    const TransferorEffects effects = on_cancel(transfer, rules);
    EXPECT_EQ(raised(effects), row.raises) << row.what;
    EXPECT_EQ(transfer.state, row.after) << row.what;
    EXPECT_EQ(effects.unsubscribe_now, row.unsubscribes) << row.what;
  }
  Transferor waiting = in_state(State::sent);
  (void)on_cancel(waiting, rules);
  EXPECT_EQ(raised(on_refer_response(waiting, rules, 202, Cause::message)), "refer_accepted:202 transfer_failed:487");
}

TEST(TransferorMachine, A2xxThatPromisesNoReportsEndsIt_Row14) {
  TransferorRules profile;
  Transferor failing;
  EXPECT_EQ(raised(on_refer_response(failing, profile, 200, Cause::message, true)),
            "refer_accepted:200 transfer_failed:0");
  profile.no_reports_mean_success = true;
  Transferor succeeding;
  EXPECT_EQ(raised(on_refer_response(succeeding, profile, 200, Cause::message, true)),
            "refer_accepted:200 transfer_succeeded:0");
  Transferor proven;
  (void)on_report(proven, profile, {100, false, false});
  EXPECT_EQ(raised(on_refer_response(proven, profile, 200, Cause::message, true)),
            "refer_accepted:200 transfer_trying:100");
}

TEST(TransferorMachine, VerdictsInTheirOrder_1_4) {
  const auto verdict_of = [](bool replaced, bool bye, bool profile) {
    TransferorRules own;
    own.bye_means_success = profile;
    Transferor transfer = in_state(TransferState::accepted);
    on_replaced_over(transfer, replaced);
    transfer.bye_from_peer = bye;
    (void)on_report(transfer, own, {0, true, false});
    const TransferorEffects effects = on_phase_timer(transfer, own);
    return raised(effects) + " " + std::string(name(effects.raises[0].cause));
  };
  EXPECT_EQ(verdict_of(true, true, true), "transfer_succeeded:0 replaced_ended");
  EXPECT_EQ(verdict_of(false, true, true), "transfer_succeeded:0 bye_means_success");
  EXPECT_EQ(verdict_of(false, true, false), "transfer_failed:0 reports_ended");
  EXPECT_EQ(verdict_of(false, false, true), "transfer_failed:0 reports_ended");
  Transferor held = in_state(TransferState::held);
  on_replaced_over(held, true);
  EXPECT_FALSE(held.replaced_ended) << "before the REFER was sent it says nothing";
}

TEST(TransferorMachine, ForksByStateAndWindow_Forks) {
  Transferor fork;
  fork.forking = true;
  (void)on_refer_response(fork, rules, 202, Cause::message);
  EXPECT_EQ(raised(on_report(fork, rules, {486, true, false})), "") << "N runs";
  fork.forks_live = true;
  EXPECT_EQ(raised(on_phase_timer(fork, rules)), "") << "another lives";
  EXPECT_EQ(raised(on_report(fork, rules, {603, true, false})), "");
  fork.forks_live = false;
  Transferor last = fork;
  EXPECT_EQ(raised(on_report(last, rules, {480, true, false})), "transfer_failed:480");
  Transferor unknown = fork;
  EXPECT_EQ(raised(on_report(unknown, rules, {0, true, false})), "");
  EXPECT_EQ(unknown.state, TransferState::unknown);
  EXPECT_EQ(raised(on_phase_timer(unknown, rules)), "transfer_failed:603") << "the last code there was";
  Transferor success = fork;
  EXPECT_EQ(raised(on_report(success, rules, {200, true, false})), "transfer_succeeded:200");
}

/// A 2xx that was lost on its way to a forking proxy: what the proxy passes on is a refusal by another branch.
TEST(TransferorMachine, ARefusalByOneForkSaysNothingOfTheOneWhoseNotifyCame_Forks) {
  Transferor held;
  held.forking = true;
  (void)on_report(held, rules, {180, false, false});
  EXPECT_EQ(raised(on_refer_response(held, rules, 405, Cause::message)),
            "refer_accepted:0 transfer_trying:180 transfer_ringing:180");
  Transferor inferred;
  inferred.forking = true;
  (void)on_report(inferred, rules, {100, false, false});
  (void)on_phase_timer(inferred, rules);
  EXPECT_EQ(raised(on_refer_response(inferred, rules, 405, Cause::message)), "");
  EXPECT_EQ(raised(on_report(inferred, rules, {200, true, false})), "transfer_succeeded:200");
  Transferor none;
  none.forking = true;
  EXPECT_EQ(raised(on_refer_response(none, rules, 405, Cause::message)), "refer_rejected:405");
}

TEST(TransferorMachine, NewForksAreTakenUntilN) {
  Transferor fork;
  fork.forking = true;
  EXPECT_TRUE(takes_new_fork(fork, true));
  EXPECT_TRUE(takes_new_fork(fork, false));
  (void)on_refer_response(fork, rules, 202, Cause::message);
  (void)on_report(fork, rules, {100, false, false});
  EXPECT_TRUE(takes_new_fork(fork, false));
  fork.forks_live = true;
  (void)on_phase_timer(fork, rules);
  EXPECT_FALSE(takes_new_fork(fork, false));
  Transferor single;
  EXPECT_TRUE(takes_new_fork(single, true));
  EXPECT_FALSE(takes_new_fork(single, false));
  (void)on_report(single, rules, {100, false, false});
  (void)on_refer_response(single, rules, 202, Cause::message);
  EXPECT_FALSE(takes_new_fork(single, true));
}

/// The contract, whatever comes in whatever order: one accepted or rejected, first; trying and ringing
/// at most once, in that order; one outcome, last.
TEST(TransferorMachine, KeepsTheContractUnderAnySequenceOfInputs) {
  std::mt19937 random(42);
  for (int run = 0; run < 200'000; ++run) {
    Transferor transfer;
    TransferorRules profile;
    profile.bye_means_success = random() % 4 == 0;
    int stage = 0;  // 0 nothing, 1 accepted, 2 trying, 3 ringing, 4 over
    const auto check = [&](const TransferorEffects& effects) {
      for (std::uint8_t i = 0; i < effects.raise_count; ++i) {
        const EventKind kind = effects.raises[i].kind;
        switch (kind) {
          case EventKind::refer_accepted:
            ASSERT_EQ(stage, 0);
            stage = 1;
            break;
          case EventKind::refer_rejected:
            ASSERT_EQ(stage, 0);
            stage = 4;
            break;
          case EventKind::transfer_trying:
            ASSERT_EQ(stage, 1);
            stage = 2;
            break;
          case EventKind::transfer_ringing:
            ASSERT_EQ(stage, 2);
            stage = 3;
            break;
          case EventKind::transfer_succeeded:
          case EventKind::transfer_failed:
            ASSERT_TRUE(stage >= 1 && stage <= 3);
            stage = 4;
            break;
          default: FAIL() << name(kind);
        }
      }
      ASSERT_EQ(effects.ended, stage == 4 && effects.raise_count != 0);
    };
    profile.no_reports_mean_success = random() % 4 == 0;
    transfer.forking = random() % 3 == 0;
    if (random() % 5 == 0) check(hold_back(transfer, profile));
    else if (random() % 5 == 0) hold_for_leg(transfer);
    for (int step = 0; step < 12; ++step) {
      transfer.forks_live = transfer.forking && random() % 2 == 0;
      static constexpr std::uint16_t statuses[] = {0, 100, 180, 183, 199, 200, 302, 408, 486, 491, 603};
      const std::uint16_t status = statuses[random() % std::size(statuses)];
      switch (random() % 12) {
        case 0: check(on_refer_response(transfer, profile, status, Cause::message, random() % 5 == 0)); break;
        case 1: check(on_refer_response(transfer, profile, 408, Cause::timeout)); break;
        case 2:
        case 3: check(on_report(transfer, profile, {status, random() % 3 == 0, random() % 9 == 0})); break;
        case 4: check(on_phase_timer(transfer, profile)); break;
        case 5: check(on_give_up(transfer, profile)); break;
        case 6: check(on_call_over(transfer, profile, random() % 2 == 0)); break;
        case 7: check(on_subscription_lost(transfer, profile)); break;
        case 8: check(on_leg_ready(transfer)); break;
        case 9: check(on_held_over(transfer, 487, Cause::bye)); break;
        case 10: on_replaced_over(transfer, random() % 2 == 0); break;
        case 11:
          if (random() % 4 == 0) check(on_cancel(transfer, profile));
          break;
      }
      if (HasFatalFailure()) return;
    }
    check(on_shutdown(transfer, profile));
    ASSERT_EQ(stage, 4) << "shutdown raises what is pending";
  }
}

}  // namespace
}  // namespace baton::core
