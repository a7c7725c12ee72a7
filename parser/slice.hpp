// A part of a text. std::string_view::substr can throw, which no code here may, so it is not used.
#pragma once

#include <cstddef>
#include <string_view>

namespace baton::parser {

/// The `count` octets of `text` at `from`, or as many of them as there are.
constexpr std::string_view slice(std::string_view text, std::size_t from,
                                 std::size_t count = std::string_view::npos) noexcept {
  const std::size_t start = from < text.size() ? from : text.size();
  const std::size_t left = text.size() - start;
  return {text.data() + start, count < left ? count : left};
}

/// `starts_with` of the standard library may throw where nothing is inlined.
constexpr bool begins_with(std::string_view text, std::string_view prefix) noexcept {
  return text.size() >= prefix.size() && slice(text, 0, prefix.size()) == prefix;
}

}  // namespace baton::parser
