#include "src/refer/replaces.hpp"

namespace baton::core {
namespace {

ReplacesVerdict refuse(std::uint16_t status) noexcept {
  return {.action = ReplacesAction::refuse, .status = status};
}

/// Row 5. The application can stand in for a missing proof, except where only digest is good enough.
bool may_ask(const ReplacesPolicy& policy) noexcept {
  return policy.ask && policy.level != ReplacesLevel::strict;
}

}  // namespace

Proof proof_of(const ReplacesFacts& facts, ReplacesLevel level) noexcept {
  if (level == ReplacesLevel::off) return Proof::none;
  if (facts.proven_user) return Proof::digest;
  if (level >= ReplacesLevel::proven && facts.same_flow) return Proof::flow;
  if (level >= ReplacesLevel::referred_by && facts.referred_by_peer) return Proof::referred_by;
  return level >= ReplacesLevel::source && facts.same_source ? Proof::source : Proof::none;
}

ReplacesVerdict judge(const ReplacesFacts& facts, const ReplacesPolicy& policy) noexcept {
  if (facts.values > 1 || !facts.readable || facts.with_join || facts.misplaced) return refuse(400);  // row 1
  if (policy.level == ReplacesLevel::off) {  // row 2
    if (facts.required) return refuse(420);
    return {.action = ReplacesAction::ordinary};
  }
  switch (facts.dialog) {
    case ReplacedDialog::none:
    case ReplacedDialog::other_usage: return refuse(481);  // row 3
    case ReplacedDialog::ended: return refuse(603);        // row 4
    case ReplacedDialog::confirmed:
    case ReplacedDialog::early_callee:
    case ReplacedDialog::early_caller: break;
  }
  const Proof proof = proof_of(facts, policy.level);
  if (proof == Proof::none && !may_ask(policy)) {  // row 5
    return {.action = ReplacesAction::refuse, .status = facts.challenge ? std::uint16_t{401} : std::uint16_t{403},
            .unproven = true};
  }
  if (facts.dialog == ReplacedDialog::confirmed && facts.early_only) return refuse(486);             // row 6
  if (facts.dialog == ReplacedDialog::early_callee && !policy.early_callee) return refuse(481);      // row 7
  return {.action = policy.ask ? ReplacesAction::ask : ReplacesAction::replace, .proof = proof};
}

}  // namespace baton::core
