// Sweeps over text: runs of a character class, quoted strings, line ends. One small interface,
// `Scan`, with an implementation for each kind of processor; path.hpp tells which one holds here.
#pragma once

#if defined(BATON_PATH_AVX2)
#include "parser/scan_avx2.hpp"
#elif defined(BATON_PATH_SSE2)
#include "parser/scan_sse2.hpp"
#elif defined(BATON_PATH_NEON)
#include "parser/scan_neon.hpp"
#else
#include "parser/scan_portable.hpp"
#endif
