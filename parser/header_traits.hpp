// What the parser knows of each header: its names, whether it may stand more than once, whether its
// value is a list, and which grammar its values follow.
#pragma once

#include <cstdint>
#include <string_view>

#include "baton/header_id.hpp"

namespace baton::parser {

/// How the values of a header are told apart.
enum class List : std::uint8_t {
  none,    ///< one value a field, commas and all
  tokens,  ///< split at every comma
  quoted,  ///< split at commas outside quoted strings and angle brackets
};

/// The grammar that `validate` holds a header to. `opaque` is TEXT, which the index pass has
/// checked: a malformed header that is not needed for processing should be ignored (RFC 3261 8.2).
enum class Grammar : std::uint8_t {
  opaque,
  via,
  name_addr,
  refer_to,     ///< as name_addr, but "?" is accepted outside angle brackets, as the field has it
  referred_by,  ///< the same
  contact,  ///< name_addr, or "*"
  route,    ///< name-addr, with angle brackets
  call_id,
  cseq,
  number,   ///< 1*DIGIT, up to 2^32-1
  seconds,  ///< 1*DIGIT of any size: beyond 2^32-1 the default holds (RFC 4475 3.1.2.4)
  media_type,
  event,
  subscription_state,  ///< read leniently: nothing is refused
  replaces,
  tokens,  ///< a list of one token or more
};

struct HeaderTraits {
  HeaderId id = HeaderId::other;
  std::string_view name;
  char compact = '\0';  ///< lower case; NUL: none
  List list = List::none;
  bool once = false;  ///< a second field is an error (RFC 3261 7.3.1)
  Grammar grammar = Grammar::opaque;
};

}  // namespace baton::parser
