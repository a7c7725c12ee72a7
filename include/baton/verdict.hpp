// What is to be said of a message that was parsed: accepted, or which rule of which RFC it broke and
// what a user agent server answers to that.
#pragma once

#include <cstdint>
#include <string_view>

#include "baton/message.hpp"

namespace baton {

/// A rule that a message can break. Both views are constants of the library.
struct Rule {
  /// The production as the ABNF spells it ("via-parm", "quoted-string", "Request-Line"); for what
  /// no production says, the rule in a word or two ("mandatory header").
  std::string_view name;
  /// The document and the section that define it: "RFC 3261 20.42".
  std::string_view rfc;
};

/// The rule behind an error of the parser, from its code and its header alone. Of a code that
/// parsing a message never gives (`ok`, `buffer_too_small`, those of the user agent): empty views.
Rule rule_of(const ParseError& error) noexcept;

/// The production of the header's values and the section that defines the header. For `other`:
/// extension-header.
Rule rule_of(HeaderId header) noexcept;

/// Accept, or reject: what, where, by which rule, and the answer that is due.
struct Verdict {
  ParseError error;  ///< code, header, and octet offset from the first octet parsed
  Rule rule;         ///< empty views where accepted
  /// Rejected: what a user agent server answers, one of 400, 413, 505 and 513; 0: nothing, the
  /// message is dropped. Accepted: 0. Statuses that need a user agent's knowledge (405, 415, 416,
  /// 420, 481, 501) are not the parser's to say, nor is 414: it sets no limit to a Request-URI.
  std::uint16_t status = 0;

  bool accepted() const noexcept { return !error; }
  bool dropped() const noexcept { return static_cast<bool>(error) && status == 0; }
};

/// The verdict on what `parse_message` read and returned. More exact than `rule_of` where the
/// message tells more. Dropped are responses, ACKs (RFC 3261 17.1.1.3, 18.1.2), what holds nothing
/// but line ends (RFC 3261 7.5), and requests without a Via, as a response goes where the topmost
/// one says (RFC 3261 18.2.2). Whether a response can be built from what was read is a question of
/// its own: `answerable`.
Verdict verdict_on(const MessageView& message, const ParseError& error) noexcept;

}  // namespace baton
