// An address that stands alone: name-addr / addr-spec with parameters, and nothing behind it.
#pragma once

#include "parser/name_addr_reader.hpp"

namespace baton::parser {
inline namespace BATON_PATH {

/// Reads all that the cursor holds. On an error `into` is default-constructed and the cursor stands
/// at the culprit.
inline Errc read_whole_address(Cursor& cursor, NameAddrView& into) noexcept {
  into = {};
  Errc error = read_name_addr(cursor, into, false);
  if (error == Errc::ok && !cursor.done()) {
    error = Errc::bad_header_value;
  }
  if (error != Errc::ok) {
    into = {};
  }
  return error;
}

}  // namespace BATON_PATH
}  // namespace baton::parser
