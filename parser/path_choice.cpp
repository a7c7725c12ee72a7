#include "baton/parser_path.hpp"

#include <array>
#include <atomic>

#include "parser/path_entry.hpp"

namespace baton {
namespace {

using parser::PathEntry;

constexpr std::array<std::string_view, 4> path_names{"portable", "sse2", "avx2", "neon"};

/// The entry of a path that is here and can run, or null.
const PathEntry* entry_of(ParserPath path) noexcept {
  switch (path) {
    case ParserPath::portable:
      return &parser::portable_entry;
#if defined(BATON_HAVE_X86_PATHS)
    case ParserPath::sse2:
      return &parser::sse2_entry;
    case ParserPath::avx2:
      return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") &&
                     __builtin_cpu_supports("bmi2") && __builtin_cpu_supports("popcnt")
                 ? &parser::avx2_entry
                 : nullptr;
#endif
#if defined(BATON_HAVE_ARM64_PATHS)
    case ParserPath::neon:
      return &parser::neon_entry;
#endif
    default:
      return nullptr;
  }
}

std::atomic<const PathEntry*> selected{nullptr};

const PathEntry& choose() noexcept {
  const PathEntry* best = &parser::portable_entry;
  for (const ParserPath path : {ParserPath::neon, ParserPath::sse2, ParserPath::avx2}) {
    if (const PathEntry* const entry = entry_of(path)) {
      best = entry;
    }
  }
  selected.store(best, std::memory_order_relaxed);
  return *best;
}

const PathEntry& taken() noexcept {
  const PathEntry* const entry = selected.load(std::memory_order_relaxed);
  return entry != nullptr ? *entry : choose();
}

}  // namespace

std::string_view name(ParserPath path) noexcept {
  const auto row = static_cast<std::size_t>(path);
  return row < path_names.size() ? path_names[row] : std::string_view{};
}

bool has_parser_path(ParserPath path) noexcept {
  return entry_of(path) != nullptr;
}

ParserPath parser_path() noexcept {
  return taken().path;
}

bool select_parser_path(ParserPath path) noexcept {
  const PathEntry* const entry = entry_of(path);
  if (entry != nullptr) {
    selected.store(entry, std::memory_order_relaxed);
  }
  return entry != nullptr;
}

ParseError index_message(std::string_view bytes, std::span<HeaderEntry> index, MessageView& into,
                         const ParseOptions& options) noexcept {
  return taken().index(bytes, index, into, options);
}

ParseError parser::parse_tolerantly(std::string_view bytes, std::span<HeaderEntry> index, MessageView& into,
                                    MessageValues* values, const ParseOptions& options) noexcept {
  const ParseError error = taken().parse(bytes, index, into, values, options);
  if (error && values != nullptr) {
    values->reset();
  }
  return error;
}

ParseError validate(const MessageView& message) noexcept {
  return parser::validate_portably(message, nullptr);
}

}  // namespace baton
