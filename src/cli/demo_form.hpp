// The forms of transfer that the demo can show: what each is called, and what is heard if all goes as meant.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "src/cli/callback.hpp"

namespace baton::cli {

enum class Form : std::uint8_t {
  blind,          ///< Bob asks Alice to call Carol, who answers
  attended,       ///< Bob has asked Carol first; her new call takes the place of his
  semi_attended,  ///< the same, but Carol still rings when Bob transfers
  rejected,       ///< Alice refuses to be transferred
  busy,           ///< Carol is busy
  no_answer,      ///< Carol does not answer
  cancelled,      ///< Bob does not wait for the outcome
  gone_early,     ///< Bob hangs up as soon as Alice has accepted
  hold,           ///< Bob puts Alice on hold first
  outside,        ///< Bob has no call with anybody
};
inline constexpr std::size_t forms = 10;

/// The columns from left to right.
enum Party : std::size_t { bob, alice, carol };
inline constexpr std::size_t parties = 3;
inline constexpr std::array<std::string_view, parties> party_names{"Bob", "Alice", "Carol"};

struct Meant {
  Party party;
  CallbackKind kind;
};

struct FormText {
  std::string_view option;   ///< "--busy"; empty: what is shown without an option
  std::string_view help;
  std::string_view closing;  ///< what became of it
  std::span<const Meant> heard;  ///< those of the seven callbacks that must be heard, in order
};

const FormText& text_of(Form form) noexcept;

/// Whether a call that fails belongs to the form.
constexpr bool has_failing_call(Form form) noexcept {
  return form == Form::busy || form == Form::no_answer;
}
/// Whether Alice and Carol end up in a call.
constexpr bool joins_alice_and_carol(Form form) noexcept {
  return form != Form::rejected && !has_failing_call(form);
}
/// Whether Bob calls Carol, and Alice's call then replaces his.
constexpr bool has_consultation(Form form) noexcept {
  return form == Form::attended || form == Form::semi_attended;
}

}  // namespace baton::cli
