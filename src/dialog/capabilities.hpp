// What we say we can do: Allow, Allow-Events, Supported, Accept. One place, so that every message that
// carries them says exactly what is switched on.
#pragma once

#include <array>

#include "baton/header_values.hpp"
#include "baton/options.hpp"
#include "baton/writer.hpp"

namespace baton::core {

/// What of REFER a message offers: an account or a call may have it switched off.
enum class ReferOffer : std::uint8_t {
  none,
  reports,  ///< a REFER that was taken is reported on in this dialog: SUBSCRIBE
  all,
};

inline constexpr std::string_view allow_without_refer = "INVITE, ACK, CANCEL, BYE, OPTIONS, UPDATE, NOTIFY";

/// An option tag (RFC 3261 19.2), and whether it is switched on.
struct OptionTag {
  std::string_view name;
  bool on = false;
};
/// Those that we can be asked for. All but replaces are about REFERs that we take.
inline std::array<OptionTag, 5> option_tags(const StackOptions& options, bool refer) noexcept {
  return {{{"replaces", options.replaces.level != ReplacesLevel::off},
           {"norefersub", refer && options.norefersub},
           {"nosub", refer && options.nosub},
           {"explicitsub", refer && options.explicitsub},
           {"tdialog", refer && options.tdialog}}};
}
inline bool supports(const StackOptions& options, std::string_view tag) noexcept {
  for (const OptionTag& own : option_tags(options, options.handle_refer)) {
    if (own.on && equal_ignoring_case(own.name, tag)) return true;
  }
  return false;
}

inline void write_supported(MessageWriter& writer, const StackOptions& options, ReferOffer offer) noexcept {
  std::string_view between;
  for (const OptionTag& tag : option_tags(options, offer == ReferOffer::all)) {
    if (!tag.on) continue;
    if (between.empty()) writer.begin(HeaderId::supported);
    writer.add(between);
    writer.add(tag.name);
    between = ", ";
  }
  if (!between.empty()) writer.end();
}

inline void write_capabilities(MessageWriter& writer, const StackOptions& options, ReferOffer offer) noexcept {
  writer.header(HeaderId::allow, {allow_without_refer, offer != ReferOffer::none ? ", SUBSCRIBE" : "",
                                  offer == ReferOffer::all ? ", REFER" : ""});
  if (offer != ReferOffer::none) writer.header(HeaderId::allow_events, {"refer"});
  write_supported(writer, options, offer);
}

/// What bodies we read: descriptions in INVITE and UPDATE, fragments in NOTIFY, and in REFER what
/// Referred-By points at (RFC 3892 5).
inline void write_accept(MessageWriter& writer, ReferOffer offer) noexcept {
  writer.header(HeaderId::accept,
                {"application/sdp, message/sipfrag", offer == ReferOffer::all ? ", multipart/mixed" : ""});
}

}  // namespace baton::core
