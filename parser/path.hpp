// The scanning path that a translation unit is compiled for.
//
// The readers below are written once, against the `Scan` of scan.hpp. A path_*.cpp names its path
// before it includes anything; everybody else reads by the portable one. Whatever depends on the
// path lives in an inline namespace of its name: the linker can never take a function that was
// compiled for another processor.
#pragma once

#if !defined(BATON_PATH)
#define BATON_PATH portable
#endif

// Readers on the way of every message are put together into one function where code may be large:
// a cursor then lives in registers.
#if defined(BATON_PATH_INLINES)
#define BATON_INLINE [[gnu::always_inline]] inline
#else
#define BATON_INLINE inline
#endif
