// What becomes of an INVITE with Replaces (RFC 3891): a struct of facts in, a verdict out, in the order of
// outcome table 3.
#pragma once

#include <cstdint>

#include "baton/referral_policy.hpp"

namespace baton::core {

/// What the Replaces names, as we stand to it.
enum class ReplacedDialog : std::uint8_t {
  none,          ///< no dialog, or more than one
  other_usage,   ///< one that no INVITE made
  ended,         ///< itself, or its INVITE usage, within the last 64*T1
  confirmed,
  early_callee,  ///< early, we are its UAS
  early_caller,  ///< early, we are its UAC
};

struct ReplacesFacts {
  // The request.
  std::uint32_t values = 1;   ///< how many Replaces stand in it
  bool readable = true;       ///< the first one: a Call-ID, and each tag once and not empty
  bool with_join = false;     ///< beside Join, which contradicts it (RFC 3891 3)
  bool misplaced = false;     ///< in another method than INVITE, or inside of a dialog
  bool required = false;      ///< Require names it
  bool early_only = false;
  // The dialog that it names.
  ReplacedDialog dialog = ReplacedDialog::none;
  // What speaks for its sender (RFC 3891 3, 8).
  bool proven_user = false;   ///< by digest, as the replaced peer's user
  bool challenge = false;     ///< we can ask for digest, and the request carries no good answer yet
  bool same_flow = false;     ///< it came over the stream of the replaced dialog
  bool referred_by_peer = false;  ///< Referred-By equals the replaced peer's URI (RFC 3261 19.1.4)
  bool same_source = false;   ///< it came from the address of the replaced peer
};

enum class ReplacesAction : std::uint8_t {
  refuse,    ///< with `status`; the named dialog stays as it was
  ordinary,  ///< the header is not heeded: a call like any other
  replace,   ///< answer it, then end the old call
  ask,       ///< the application decides, and rings or answers
};
struct ReplacesVerdict {
  ReplacesAction action = ReplacesAction::refuse;
  std::uint16_t status = 0;
  bool unproven = false;  ///< row 5: nothing spoke for the sender
  Proof proof = Proof::none;  ///< what did
};

ReplacesVerdict judge(const ReplacesFacts& facts, const ReplacesPolicy& policy) noexcept;

/// The best of the proofs that `level` takes.
Proof proof_of(const ReplacesFacts& facts, ReplacesLevel level) noexcept;

}  // namespace baton::core
