#include "parser/via_reader.hpp"
#include "parser/whole_value.hpp"

namespace baton {

Errc parse_via(std::string_view value, ViaView& into) noexcept {
  return parser::read_whole(value, into, parser::read_via);
}

}  // namespace baton
