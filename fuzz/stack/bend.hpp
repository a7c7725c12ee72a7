// What a script may do to a message on its way: octets, and headers as a hostile or broken peer would write
// them.
#pragma once

#include "fuzz/script.hpp"
#include "fuzz/stack/packet.hpp"

namespace baton::fuzz {

/// Reads a Bend and its operands, and changes the packet by it.
void bend(Script& script, Packet& packet);

/// The values of Bend::add_header and Bend::set_header, for the seeds: the place of a whole header line.
inline constexpr std::size_t header_line_count = 76;
std::uint8_t header_line_at(std::string_view line);
/// The place of a status line of Bend::set_status or Bend::set_fragment.
std::uint8_t status_at(std::string_view status);

}  // namespace baton::fuzz
