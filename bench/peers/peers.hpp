// The other stacks that are measured on the same messages, in their Debian packages. Each is used as
// its own stack uses it; nothing but these declarations is seen of it.
#pragma once

#include "bench/decoder.hpp"

namespace baton::bench {

extern const Decoder sofia_decoder;
extern const Decoder osip_decoder;
extern const Decoder re_decoder;

}  // namespace baton::bench
