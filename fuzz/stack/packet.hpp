// A message on its way between agents.
#pragma once

#include <cstdint>
#include <string>

namespace baton::fuzz {

struct Packet {
  std::uint16_t to = 0, from = 0;
  std::string text;
  bool bent = false;  ///< not as its sender made it, or from nobody
};

}  // namespace baton::fuzz
