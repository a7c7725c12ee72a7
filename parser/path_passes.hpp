// Both passes for the path of the including file.
#pragma once

#include <bit>

#include "parser/path_entry.hpp"
#include "parser/quick_index.hpp"
#include "parser/quick_validator.hpp"

namespace baton::parser {
inline namespace BATON_PATH {

/// The quick passes want words of 64 bits, the first octet lowest; a small machine has no room for
/// them either.
inline constexpr bool has_quick_passes =
    sizeof(void*) == 8 && std::endian::native == std::endian::little;

inline bool index_quickly(std::string_view bytes, std::span<HeaderEntry> index, MessageView& into,
                          const ParseOptions& options) noexcept {
  return has_quick_passes && bytes.size() >= Scan::reach && bytes.size() <= message_bytes_max &&
         !options.tolerances.exceed_standard() &&
         QuickIndex(bytes, index, into, options).run();
}

inline ParseError index_on_path(std::string_view bytes, std::span<HeaderEntry> index,
                                MessageView& into, const ParseOptions& options) noexcept {
  return index_quickly(bytes, index, into, options)
             ? ParseError{}
             : index_and_explain(bytes, index, into, options);
}

/// As MessageValues::reset, by the path's own stores.
[[gnu::always_inline]] inline void reset_values(MessageValues& values) noexcept {
  const std::span<NameAddrView> route_room = values.route_room;
  const std::span<NameAddrView> record_route_room = values.record_route_room;
  values = {};
  values.route_room = route_room;
  values.record_route_room = record_route_room;
}

/// What is wrong with a message that was refused, or that it is unusual but good.
[[gnu::noinline]] inline ParseError explain(std::string_view bytes, std::span<HeaderEntry> index,
                                            MessageView& into, MessageValues* values,
                                            const ParseOptions& options, bool indexed) noexcept {
  if (!indexed) {
    if (const ParseError error = index_and_explain(bytes, index, into, options)) {
      return error;
    }
  }
  if (values != nullptr) {
    values->reset();
  }
  return validate_portably(into, values);
}

inline ParseError parse_on_path(std::string_view bytes, std::span<HeaderEntry> index,
                                MessageView& into, MessageValues* values,
                                const ParseOptions& options) noexcept {
  if (values != nullptr) {
    reset_values(*values);
  }
  const bool indexed = index_quickly(bytes, index, into, options);
  if (indexed && QuickValidator(into, bytes, values).run()) [[likely]] {
    return {};
  }
  return explain(bytes, index, into, values, options, indexed);
}

}  // namespace BATON_PATH
}  // namespace baton::parser
