// Which rule made an event: the row of the outcome table in words, and the section it rests on.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "baton/event.hpp"

namespace baton::trace {

/// What kind of message is behind an event, if one is.
enum class CausedBy : std::uint8_t { nothing, request, response };

struct Rule {
  std::string_view words;  ///< "a 2xx accepts the REFER, 200 and 202 alike"
  std::string_view row;    ///< of the outcome table: "row 6"; empty: the event is not one of a transfer
  std::string_view basis;  ///< "RFC 7647 5", or "ours"
};

/// The rule behind each kind of event and its cause; there is one for every pair.
Rule rule_of(EventKind kind, Cause cause, CausedBy by) noexcept;

/// Where to read on: "row 6, RFC 7647 5", or "RFC 3264 8.4".
std::string reference(const Rule& rule);

}  // namespace baton::trace
