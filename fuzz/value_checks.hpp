// What holds of every function that reads one value into a view.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>

#include "baton/errc.hpp"
#include "fuzz/exact_text.hpp"
#include "fuzz/parts.hpp"

namespace baton::fuzz {

/// Whether a message may hold `value` so: trimmed, and each CR and LF of a fold (RFC 3261 7.3.1).
inline bool may_stand_in_a_message(std::string_view value) {
  constexpr std::string_view white_space = " \t\r\n";
  if (value.empty() || white_space.find(value.front()) != std::string_view::npos ||
      white_space.find(value.back()) != std::string_view::npos) {
    return false;
  }
  for (std::size_t at = value.find_first_of("\r\n"); at != std::string_view::npos;
       at = value.find_first_of("\r\n", at + 2)) {
    const bool fold =
        value.substr(at, 2) == "\r\n" && (value.substr(at + 2, 1) == " " || value.substr(at + 2, 1) == "\t");
    if (!fold || (at > 0 && value[at - 1] == '\\')) {
      return false;
    }
  }
  return true;
}

/// `value` with its folds made spaces, as many as they have octets, so that nothing moves.
inline std::string unfolded_in_place(std::string_view value) {
  std::string text(value);
  std::replace_if(
      text.begin(), text.end(), [](char c) { return c == '\r' || c == '\n'; }, ' ');
  return text;
}

/// Reads `value` with `parse` in a block of exactly its size and checks what must hold whatever the
/// header: views inside the value, nothing on an error, the same of a copy, the same with its folds made
/// spaces. `then` looks at what was accepted.
template <class View, class Parse, class Then>
Errc check_value(std::string_view value, Parse parse, Then then) {
  const ExactText first(value);
  View view{};
  const Errc error = parse(first.view(), view);
  const Parts parts = parts_of(view, first.view());
  if (error != Errc::ok) {
    require(is_default(view, first.view()), "a failed parse leaves its output default-constructed");
    require(!name(error).empty() && !text(error).empty(), "an error has a name and a text");
  }
  const ExactText second(value);
  View again{};
  require(parse(second.view(), again) == error, "the same text gives the same error");
  require(parts_of(again, second.view()) == parts, "the same text gives the same result");
  const std::string plain = unfolded_in_place(value);
  if (plain != value && may_stand_in_a_message(value)) {
    const ExactText third(plain);
    View unfolded{};
    require((parse(third.view(), unfolded) == Errc::ok) == (error == Errc::ok),
            "a fold and a space are both accepted or both refused");
    require(error != Errc::ok || parts_of(unfolded, third.view()) == parts, "a fold reads as a space");
  }
  if (error == Errc::ok) {
    then(view);
  }
  return error;
}
template <class View, class Parse>
Errc check_value(std::string_view value, Parse parse) {
  return check_value<View>(value, parse, [](const View&) {});
}

/// Reads `part`, which an accepted value holds, by itself: it must be accepted and give `view` again.
template <class View, class Parse>
void check_cut_out(std::string_view part, Parse parse, const View& view, const char* property) {
  const ExactText alone(part);
  View again{};
  require(parse(alone.view(), again) == Errc::ok, property);
  require(parts_of(again, alone.view()) == parts_of(view, part), property);
}

}  // namespace baton::fuzz
