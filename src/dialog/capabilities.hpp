// What we say we can do: Allow, Allow-Events, Supported, Accept. One place, so that every message that
// carries them says exactly what is switched on.
#pragma once

#include <array>

#include "baton/header_values.hpp"
#include "baton/options.hpp"
#include "baton/writer.hpp"

namespace baton::core {

inline constexpr std::string_view allow_with_refer =
    "INVITE, ACK, CANCEL, BYE, OPTIONS, UPDATE, NOTIFY, SUBSCRIBE, REFER";
inline constexpr std::string_view allow_without_refer =
    "INVITE, ACK, CANCEL, BYE, OPTIONS, UPDATE, NOTIFY";

/// An option tag (RFC 3261 19.2), and whether it is switched on.
struct OptionTag {
  std::string_view name;
  bool on = false;
};
/// Those that we can be asked for. All but replaces are about REFERs that we take.
inline std::array<OptionTag, 5> option_tags(const StackOptions& options) noexcept {
  return {{{"replaces", options.replaces.level != ReplacesLevel::off},
           {"norefersub", options.handle_refer && options.norefersub},
           {"nosub", options.handle_refer && options.nosub},
           {"explicitsub", options.handle_refer && options.explicitsub},
           {"tdialog", options.handle_refer && options.tdialog}}};
}
inline bool supports(const StackOptions& options, std::string_view tag) noexcept {
  for (const OptionTag& own : option_tags(options)) {
    if (own.on && equal_ignoring_case(own.name, tag)) return true;
  }
  return false;
}

inline void write_supported(MessageWriter& writer, const StackOptions& options) noexcept {
  std::string_view between;
  for (const OptionTag& tag : option_tags(options)) {
    if (!tag.on) continue;
    if (between.empty()) writer.begin(HeaderId::supported);
    writer.add(between);
    writer.add(tag.name);
    between = ", ";
  }
  if (!between.empty()) writer.end();
}

inline void write_capabilities(MessageWriter& writer, const StackOptions& options) noexcept {
  writer.header(HeaderId::allow, {options.handle_refer ? allow_with_refer : allow_without_refer});
  if (options.handle_refer) writer.header(HeaderId::allow_events, {"refer"});
  write_supported(writer, options);
}

/// What bodies we read: descriptions in INVITE and UPDATE, fragments in NOTIFY, and in REFER what
/// Referred-By points at (RFC 3892 5).
inline void write_accept(MessageWriter& writer, const StackOptions& options) noexcept {
  writer.header(HeaderId::accept, {"application/sdp, message/sipfrag",
                                   options.handle_refer ? std::string_view(", multipart/mixed") : ""});
}

}  // namespace baton::core
