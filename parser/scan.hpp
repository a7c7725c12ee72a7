// Sweeps over text: runs of a character class, quoted strings, line ends. One small interface,
// `Scan`, with an implementation for each kind of processor; path.hpp tells which one holds here.
#pragma once

#if defined(BATON_PATH_AVX512)
#include "parser/scan_avx512.hpp"
#elif defined(BATON_PATH_AVX2)
#include "parser/scan_avx2.hpp"
#else
#include "parser/scan_portable.hpp"
#endif
