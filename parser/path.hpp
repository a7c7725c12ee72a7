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
