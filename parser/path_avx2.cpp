// The passes for x86-64 with AVX2, BMI1 and BMI2.
#define BATON_PATH avx2
#define BATON_PATH_AVX2
#define BATON_PATH_INLINES

// Whatever is not in the path's own namespace is compiled for every machine: all of it comes before
// the line that lets the compiler use the wider instructions.
#include <immintrin.h>

#include <array>
#include <bit>
#include <cstdint>
#include <cstring>
#include <optional>
#include <span>
#include <string_view>

#include "baton/message_values.hpp"
#include "parser/header_index.hpp"
#include "parser/header_table.hpp"
#include "parser/message_access.hpp"
#include "parser/name_slots.hpp"
#include "parser/nibble_table.hpp"
#include "parser/path_entry.hpp"
#include "parser/slice.hpp"

#if defined(__clang__)
#pragma clang attribute push(__attribute__((target("avx2,bmi,bmi2,popcnt"))), \
                             apply_to = function)
#else
#pragma GCC target("avx2,bmi,bmi2,popcnt")
#endif

#include "parser/path_passes.hpp"

namespace baton::parser {

const PathEntry avx2_entry{ParserPath::avx2, index_on_path, parse_on_path};

}  // namespace baton::parser

#if defined(__clang__)
#pragma clang attribute pop
#endif
