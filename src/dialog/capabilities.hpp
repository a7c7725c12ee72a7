// What we say we can do: Allow, Allow-Events, Supported, Accept. One place, so that every message that
// carries them says exactly what is switched on.
#pragma once

#include "baton/writer.hpp"

namespace baton::core {

inline constexpr std::string_view allow_with_refer =
    "INVITE, ACK, CANCEL, BYE, OPTIONS, UPDATE, NOTIFY, SUBSCRIBE, REFER";
inline constexpr std::string_view allow_without_refer =
    "INVITE, ACK, CANCEL, BYE, OPTIONS, UPDATE, NOTIFY";

inline void write_capabilities(MessageWriter& writer, bool handle_refer) noexcept {
  writer.header(HeaderId::allow, {handle_refer ? allow_with_refer : allow_without_refer});
  if (handle_refer) writer.header(HeaderId::allow_events, {"refer"});
}

}  // namespace baton::core
