#include "parser/name_addr_reader.hpp"
#include "parser/whole_value.hpp"

namespace baton {

Errc parse_name_addr(std::string_view value, NameAddrView& into) noexcept {
  const auto read = [](parser::Cursor& cursor, NameAddrView& address) noexcept {
    return parser::read_name_addr(cursor, address, false);
  };
  return parser::read_whole(value, into, read);
}

}  // namespace baton
