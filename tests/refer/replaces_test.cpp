// The judge of an INVITE with Replaces: outcome table 3 as a pure function.
#include "src/refer/replaces.hpp"

#include <gtest/gtest.h>

namespace baton::core {
namespace {

ReplacesFacts proven(ReplacedDialog dialog) { return {.dialog = dialog, .proven_user = true}; }
ReplacesPolicy at(ReplacesLevel level, bool ask = false) { return {.level = level, .ask = ask, .early_callee = false}; }

TEST(ReplacesJudge, Row1ComesBeforeEverythingElse) {
  for (const bool off : {false, true}) {
    const ReplacesPolicy policy = at(off ? ReplacesLevel::off : ReplacesLevel::referred_by);
    ReplacesFacts facts = proven(ReplacedDialog::confirmed);
    facts.required = true;
    ReplacesFacts two = facts;
    two.values = 2;
    EXPECT_EQ(judge(two, policy).status, 400);
    ReplacesFacts join = facts;
    join.with_join = true;
    EXPECT_EQ(judge(join, policy).status, 400);
    ReplacesFacts misplaced = facts;
    misplaced.misplaced = true;
    EXPECT_EQ(judge(misplaced, policy).status, 400);
    ReplacesFacts unreadable = facts;
    unreadable.readable = false;
    EXPECT_EQ(judge(unreadable, policy).status, 400);
  }
}

TEST(ReplacesJudge, Row2OffIs420WhereItIsRequiredElseAnOrdinaryCall) {
  ReplacesFacts facts = proven(ReplacedDialog::confirmed);
  EXPECT_EQ(judge(facts, at(ReplacesLevel::off)).action, ReplacesAction::ordinary);
  facts.required = true;
  EXPECT_EQ(judge(facts, at(ReplacesLevel::off)).status, 420);
}

TEST(ReplacesJudge, Rows3And4ComeBeforeAuthorisation) {
  ReplacesFacts facts;  // nothing proved
  facts.dialog = ReplacedDialog::none;
  EXPECT_EQ(judge(facts, {}).status, 481);
  facts.dialog = ReplacedDialog::other_usage;
  EXPECT_EQ(judge(facts, {}).status, 481);
  facts.dialog = ReplacedDialog::ended;
  EXPECT_EQ(judge(facts, {}).status, 603);
  EXPECT_FALSE(judge(facts, {}).unproven);
}

TEST(ReplacesJudge, Row5AuthorisationComesBeforeEarlyOnly) {
  ReplacesFacts facts;
  facts.dialog = ReplacedDialog::confirmed;
  facts.early_only = true;
  EXPECT_EQ(judge(facts, {}).status, 403);
  EXPECT_TRUE(judge(facts, {}).unproven);
  facts.challenge = true;
  EXPECT_EQ(judge(facts, {}).status, 401);
  facts.proven_user = true;
  EXPECT_EQ(judge(facts, {}).status, 486) << "row 6";
}

TEST(ReplacesJudge, EachLevelTakesWhatThoseBeforeItTake) {
  struct Case {
    bool ReplacesFacts::*fact;
    ReplacesLevel from;
    Proof proof;
  };
  const Case cases[] = {{&ReplacesFacts::proven_user, ReplacesLevel::strict, Proof::digest},
                        {&ReplacesFacts::same_flow, ReplacesLevel::proven, Proof::flow},
                        {&ReplacesFacts::referred_by_peer, ReplacesLevel::referred_by, Proof::referred_by},
                        {&ReplacesFacts::same_source, ReplacesLevel::source, Proof::source}};
  for (const Case& one : cases) {
    for (const auto level : {ReplacesLevel::off, ReplacesLevel::strict, ReplacesLevel::proven,
                             ReplacesLevel::referred_by, ReplacesLevel::source}) {
      ReplacesFacts facts;
      facts.*one.fact = true;
      const bool taken = level != ReplacesLevel::off && level >= one.from;
      EXPECT_EQ(proof_of(facts, level), taken ? one.proof : Proof::none)
          << static_cast<int>(level) << " " << static_cast<int>(one.from);
    }
  }
}

TEST(ReplacesJudge, WhoeverIsAskedIsToldTheBestProof) {
  ReplacesFacts facts;
  facts.dialog = ReplacedDialog::confirmed;
  EXPECT_EQ(judge(facts, at(ReplacesLevel::source, true)).proof, Proof::none);
  facts.same_source = true;
  EXPECT_EQ(judge(facts, at(ReplacesLevel::source, true)).proof, Proof::source);
  EXPECT_EQ(judge(facts, at(ReplacesLevel::referred_by, true)).proof, Proof::none) << "not taken at this level";
  facts.referred_by_peer = true;
  EXPECT_EQ(judge(facts, at(ReplacesLevel::source, true)).proof, Proof::referred_by);
  facts.same_flow = true;
  EXPECT_EQ(judge(facts, at(ReplacesLevel::source, true)).proof, Proof::flow);
  facts.proven_user = true;
  EXPECT_EQ(judge(facts, at(ReplacesLevel::strict, true)).proof, Proof::digest);
}

TEST(ReplacesJudge, TheApplicationIsAskedForWhatNothingProvesButNotAtTheStrictLevel) {
  ReplacesFacts facts;
  facts.dialog = ReplacedDialog::confirmed;
  EXPECT_EQ(judge(facts, at(ReplacesLevel::referred_by, true)).action, ReplacesAction::ask);
  EXPECT_EQ(judge(facts, at(ReplacesLevel::strict, true)).status, 403);
  facts.proven_user = true;
  EXPECT_EQ(judge(facts, at(ReplacesLevel::strict, true)).action, ReplacesAction::ask) << "it says whether it rings";
  EXPECT_EQ(judge(facts, at(ReplacesLevel::strict)).action, ReplacesAction::replace);
}

TEST(ReplacesJudge, Row7AnEarlyDialogOfACallToUsIs481UnlessTheOptionIsOn) {
  ReplacesPolicy policy = at(ReplacesLevel::strict);
  EXPECT_EQ(judge(proven(ReplacedDialog::early_callee), policy).status, 481);
  policy.early_callee = true;
  EXPECT_EQ(judge(proven(ReplacedDialog::early_callee), policy).action, ReplacesAction::replace);
}

TEST(ReplacesJudge, Rows9And10AreHonoured) {
  EXPECT_EQ(judge(proven(ReplacedDialog::early_caller), {}).action, ReplacesAction::replace);
  EXPECT_EQ(judge(proven(ReplacedDialog::confirmed), {}).action, ReplacesAction::replace);
  ReplacesFacts pickup = proven(ReplacedDialog::early_caller);
  pickup.early_only = true;
  EXPECT_EQ(judge(pickup, {}).action, ReplacesAction::replace);
}

}  // namespace
}  // namespace baton::core
