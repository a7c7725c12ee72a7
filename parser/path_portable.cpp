// The passes for every machine.
#include "parser/path_entry.hpp"
#include "parser/path_passes.hpp"
#include "parser/validator.hpp"

namespace baton::parser {

const PathEntry portable_entry{ParserPath::portable, index_on_path, parse_on_path};

ParseError validate_portably(const MessageView& message, MessageValues* values) noexcept {
  return Validator(message, message.bytes(), values).run();
}

}  // namespace baton::parser
