// Baton behind the interface that all measured parsers share.
#pragma once

#include "bench/decoder.hpp"

namespace baton::bench {

extern const Decoder baton_decoder;

}  // namespace baton::bench
