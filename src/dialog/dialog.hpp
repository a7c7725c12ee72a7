// A dialog (RFC 3261 12) and its usages (RFC 5057): the INVITE session and refer subscriptions.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "baton/handle.hpp"
#include "baton/limits.hpp"
#include "src/base/slab.hpp"

namespace baton::core {

/// The texts of a dialog, packed one behind the other in its share of the dialog text.
enum class DialogField : std::uint8_t {
  call_id,
  local_tag,
  remote_tag,  ///< empty: our request is out, no response has set it yet
  local,       ///< our From or To value without its tag: `"Alice" <sip:alice@example.com>`
  remote,      ///< the peer's, likewise
  target,      ///< the remote target URI (RFC 3261 12.1)
  routes,      ///< the route set, ready for a Route header: `<sip:p1;lr>, <sip:p2;lr>`
  forks,       ///< tags of other early dialogs that the same INVITE of ours has made, each behind a space
};
inline constexpr std::size_t dialog_field_count = 8;

/// The dialog itself knows no INVITE and no REFER: `usages` counts what keeps it alive.
struct Dialog : Pooled {
  std::uint64_t key = 0;  ///< hash of Call-ID and local tag
  std::uint32_t next_by_key = no_index;
  std::uint32_t local_cseq = 0;    ///< of the last request sent
  std::uint32_t remote_cseq = 0;   ///< of the last request taken, valid with `remote_cseq_known`
  std::uint32_t call = no_index;   ///< the INVITE usage's record
  std::uint32_t account = no_index;
  std::uint32_t first_subscription = no_index;  ///< list of the refer usages, newest first
  FlowId flow;                     ///< over which the peer was last heard, or is called
  std::uint32_t source_mark = 0;   ///< hash of the address that it was last heard from; 0: not noted
  std::uint32_t server_mark = 0;   ///< hash of where the account's own server was found for a request in it; 0: nowhere
  std::array<std::uint16_t, dialog_field_count> sizes{};
  std::uint16_t usages = 0;
  bool remote_cseq_known = false;
  bool established = false;          ///< by a 2xx or a tag of the peer
  bool peer_allows_subscribe = false;
  bool peer_supports_tdialog = false;
  bool peer_past_rfc7647 = false;    ///< gr in its Contact, or nosub, explicitsub, tdialog named
};
/// Beside it: its share of the hash table, and one entry of `EndedDialogs`.
static_assert(sizeof(Dialog) + 4 * sizeof(std::uint32_t) <= record_bytes::dialog);

/// A dialog's state as texts, wherever they are kept: what a request inside it is made from. The
/// ACK and BYE of a forked 2xx are made from the response alone, without a record.
struct DialogParts {
  std::string_view call_id;
  std::string_view local_tag;
  std::string_view remote_tag;
  std::string_view local;
  std::string_view remote;
  std::string_view target;
  std::string_view routes;
};

}  // namespace baton::core
