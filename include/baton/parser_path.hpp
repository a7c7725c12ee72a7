// Which of the processor's ways to look at many octets at once the parser takes. All give the same
// results: the choice is for benchmarks and tests.
#pragma once

#include <cstdint>
#include <string_view>

namespace baton {

enum class ParserPath : std::uint8_t {
  portable,  ///< general registers, on every machine
  sse2,      ///< x86-64
  avx2,      ///< x86-64 with AVX2, BMI1 and BMI2
  neon,      ///< 64-bit ARM
};

/// "portable", "sse2", "avx2", "neon".
std::string_view name(ParserPath path) noexcept;

/// Whether this build has `path` and this machine can run it.
bool has_parser_path(ParserPath path) noexcept;

/// The path that is taken: the widest that there is, unless another one was selected.
ParserPath parser_path() noexcept;

/// Selects a path for the whole process, from the next message on. False, and nothing changes, if
/// there is no such path here.
bool select_parser_path(ParserPath path) noexcept;

}  // namespace baton
