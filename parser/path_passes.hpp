// Both passes for the path of the including file.
#pragma once

#include "parser/path_entry.hpp"
#include "parser/quick_index.hpp"
#include "parser/validator.hpp"

namespace baton::parser {
inline namespace BATON_PATH {

inline bool index_quickly(std::string_view bytes, std::span<HeaderEntry> index, MessageView& into,
                          const ParseOptions& options) noexcept {
  return bytes.size() >= Scan::reach && bytes.size() <= message_bytes_max &&
         QuickIndex(bytes, index, into, options).run();
}

inline ParseError index_on_path(std::string_view bytes, std::span<HeaderEntry> index,
                                MessageView& into, const ParseOptions& options) noexcept {
  return index_quickly(bytes, index, into, options)
             ? ParseError{}
             : index_and_explain(bytes, index, into, options);
}

inline ParseError parse_on_path(std::string_view bytes, std::span<HeaderEntry> index,
                                MessageView& into, MessageValues* values,
                                const ParseOptions& options) noexcept {
  if (index_quickly(bytes, index, into, options)) [[likely]] {
    return Validator(into, bytes, values).run();
  }
  const ParseError error = index_and_explain(bytes, index, into, options);
  return error ? error : validate_portably(into, values);
}

}  // namespace BATON_PATH
}  // namespace baton::parser
