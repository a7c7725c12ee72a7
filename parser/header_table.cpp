#include "parser/header_table.hpp"

#include <array>

#include "parser/char_class.hpp"

namespace baton {
namespace {

using parser::Grammar;
using parser::HeaderTraits;
using parser::List;
using parser::lower;

constexpr std::array<HeaderTraits, header_id_count> traits{{
    {},
    {.id = HeaderId::accept, .name = "Accept", .list = List::quoted},
    {.id = HeaderId::accept_contact,
     .name = "Accept-Contact",
     .compact = 'a',
     .list = List::quoted},
    {.id = HeaderId::allow, .name = "Allow", .list = List::tokens},
    {.id = HeaderId::allow_events, .name = "Allow-Events", .compact = 'u', .list = List::tokens},
    {.id = HeaderId::also, .name = "Also", .list = List::quoted},
    {.id = HeaderId::authorization, .name = "Authorization"},
    {.id = HeaderId::call_id,
     .name = "Call-ID",
     .compact = 'i',
     .once = true,
     .grammar = Grammar::call_id},
    {.id = HeaderId::contact,
     .name = "Contact",
     .compact = 'm',
     .list = List::quoted,
     .grammar = Grammar::contact},
    {.id = HeaderId::content_disposition, .name = "Content-Disposition", .once = true},
    {.id = HeaderId::content_encoding,
     .name = "Content-Encoding",
     .compact = 'e',
     .list = List::tokens,
     .grammar = Grammar::tokens},
    {.id = HeaderId::content_language, .name = "Content-Language", .list = List::tokens},
    {.id = HeaderId::content_length,
     .name = "Content-Length",
     .compact = 'l',
     .once = true,
     .grammar = Grammar::number},
    {.id = HeaderId::content_type,
     .name = "Content-Type",
     .compact = 'c',
     .once = true,
     .grammar = Grammar::media_type},
    {.id = HeaderId::cseq, .name = "CSeq", .once = true, .grammar = Grammar::cseq},
    {.id = HeaderId::date, .name = "Date"},
    {.id = HeaderId::error_info, .name = "Error-Info", .list = List::quoted},
    {.id = HeaderId::event,
     .name = "Event",
     .compact = 'o',
     .once = true,
     .grammar = Grammar::event},
    {.id = HeaderId::expires, .name = "Expires", .once = true, .grammar = Grammar::seconds},
    {.id = HeaderId::from,
     .name = "From",
     .compact = 'f',
     .once = true,
     .grammar = Grammar::name_addr},
    {.id = HeaderId::history_info, .name = "History-Info", .list = List::quoted},
    {.id = HeaderId::identity, .name = "Identity", .compact = 'y'},
    {.id = HeaderId::in_reply_to, .name = "In-Reply-To", .list = List::tokens},
    {.id = HeaderId::join, .name = "Join", .once = true},
    {.id = HeaderId::max_forwards,
     .name = "Max-Forwards",
     .once = true,
     .grammar = Grammar::number},
    {.id = HeaderId::mime_version, .name = "MIME-Version"},
    {.id = HeaderId::min_expires, .name = "Min-Expires", .once = true, .grammar = Grammar::seconds},
    {.id = HeaderId::min_se, .name = "Min-SE", .once = true},
    {.id = HeaderId::organization, .name = "Organization"},
    {.id = HeaderId::p_asserted_identity, .name = "P-Asserted-Identity", .list = List::quoted},
    {.id = HeaderId::path, .name = "Path", .list = List::quoted},
    {.id = HeaderId::priority, .name = "Priority"},
    {.id = HeaderId::privacy, .name = "Privacy"},
    {.id = HeaderId::proxy_authenticate, .name = "Proxy-Authenticate"},
    {.id = HeaderId::proxy_authorization, .name = "Proxy-Authorization"},
    {.id = HeaderId::proxy_require, .name = "Proxy-Require", .list = List::tokens},
    {.id = HeaderId::rack, .name = "RAck", .once = true},
    {.id = HeaderId::reason, .name = "Reason", .list = List::quoted},
    {.id = HeaderId::record_route,
     .name = "Record-Route",
     .list = List::quoted,
     .grammar = Grammar::route},
    {.id = HeaderId::refer_events_at, .name = "Refer-Events-At"},
    {.id = HeaderId::refer_sub, .name = "Refer-Sub", .once = true},
    {.id = HeaderId::refer_to,
     .name = "Refer-To",
     .compact = 'r',
     .once = true,
     .grammar = Grammar::address},
    {.id = HeaderId::referred_by,
     .name = "Referred-By",
     .compact = 'b',
     .grammar = Grammar::address},
    {.id = HeaderId::reply_to, .name = "Reply-To"},
    {.id = HeaderId::replaces, .name = "Replaces", .once = true, .grammar = Grammar::replaces},
    {.id = HeaderId::request_disposition,
     .name = "Request-Disposition",
     .compact = 'd',
     .list = List::tokens},
    {.id = HeaderId::require, .name = "Require", .list = List::tokens, .grammar = Grammar::tokens},
    {.id = HeaderId::retry_after, .name = "Retry-After", .once = true},
    {.id = HeaderId::route, .name = "Route", .list = List::quoted, .grammar = Grammar::route},
    {.id = HeaderId::rseq, .name = "RSeq", .once = true},
    {.id = HeaderId::server, .name = "Server"},
    {.id = HeaderId::service_route, .name = "Service-Route", .list = List::quoted},
    {.id = HeaderId::session_expires, .name = "Session-Expires", .compact = 'x', .once = true},
    {.id = HeaderId::sip_etag, .name = "SIP-ETag", .once = true},
    {.id = HeaderId::sip_if_match, .name = "SIP-If-Match", .once = true},
    {.id = HeaderId::subject, .name = "Subject", .compact = 's'},
    {.id = HeaderId::subscription_state, .name = "Subscription-State", .once = true},
    {.id = HeaderId::supported, .name = "Supported", .compact = 'k', .list = List::tokens},
    {.id = HeaderId::target_dialog, .name = "Target-Dialog", .once = true},
    {.id = HeaderId::timestamp, .name = "Timestamp"},
    {.id = HeaderId::to, .name = "To", .compact = 't', .once = true, .grammar = Grammar::name_addr},
    {.id = HeaderId::unsupported, .name = "Unsupported", .list = List::tokens},
    {.id = HeaderId::user_agent, .name = "User-Agent"},
    {.id = HeaderId::user_to_user, .name = "User-to-User", .list = List::quoted},
    {.id = HeaderId::via,
     .name = "Via",
     .compact = 'v',
     .list = List::quoted,
     .grammar = Grammar::via},
    {.id = HeaderId::warning, .name = "Warning", .list = List::quoted},
    {.id = HeaderId::www_authenticate, .name = "WWW-Authenticate"},
}};

/// The rows stand in the order of HeaderId.
constexpr bool rows_are_in_order() {
  for (unsigned row = 0; row < header_id_count; ++row) {
    if (static_cast<unsigned>(traits[row].id) != row) {
      return false;
    }
  }
  return true;
}
static_assert(rows_are_in_order());

/// A perfect hash of the long names: first, middle and last letter without case, and the size.
constexpr std::uint32_t slot_of(std::string_view name) noexcept {
  const auto octet = [&](std::size_t index) {
    return static_cast<std::uint32_t>(static_cast<unsigned char>(name[index])) | 0x20U;
  };
  const std::uint32_t key = octet(0) | octet(name.size() / 2) << 8U |
                            octet(name.size() - 1) << 16U |
                            static_cast<std::uint32_t>(name.size()) << 24U;
  return (key * 0xD3B87E67U) >> 24U;
}

struct Slots {
  std::array<HeaderId, 256> ids{};
  bool collision = false;
};

constexpr Slots make_slots() {
  Slots slots;
  for (unsigned row = 1; row < header_id_count; ++row) {
    HeaderId& slot = slots.ids[slot_of(traits[row].name)];
    slots.collision = slots.collision || slot != HeaderId::other;
    slot = traits[row].id;
  }
  return slots;
}
constexpr Slots slots = make_slots();
static_assert(!slots.collision, "two names share a slot: look for another multiplier");

constexpr std::array<HeaderId, 26> make_compact_ids() {
  std::array<HeaderId, 26> ids{};
  for (const HeaderTraits& row : traits) {
    if (row.compact != '\0') {
      ids[static_cast<std::size_t>(row.compact - 'a')] = row.id;
    }
  }
  return ids;
}
constexpr std::array<HeaderId, 26> compact_ids = make_compact_ids();

}  // namespace

namespace parser {

const HeaderTraits& traits_of(HeaderId id) noexcept {
  const auto row = static_cast<std::size_t>(id);
  return traits[row < header_id_count ? row : 0];
}

}  // namespace parser

HeaderId header_from(std::string_view name) noexcept {
  if (name.empty() || name.size() > 255) {
    return HeaderId::other;
  }
  if (name.size() == 1) {
    const char letter = lower(name.front());
    return letter >= 'a' && letter <= 'z' ? compact_ids[static_cast<std::size_t>(letter - 'a')]
                                          : HeaderId::other;
  }
  const HeaderId id = slots.ids[slot_of(name)];
  const std::string_view known = header_name(id);
  // Most names come spelled as the RFCs spell them.
  return name == known || parser::same_ignoring_case(name, known) ? id : HeaderId::other;
}

std::string_view header_name(HeaderId id) noexcept {
  return parser::traits_of(id).name;
}

std::string_view compact_name(HeaderId id) noexcept {
  const HeaderTraits& row = parser::traits_of(id);
  return row.compact == '\0' ? std::string_view{} : std::string_view(&row.compact, 1);
}

}  // namespace baton
