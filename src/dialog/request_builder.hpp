// Requests from a dialog's state (RFC 3261 12.2.1.1) or for a new one (8.1.1).
#pragma once

#include <array>
#include <string_view>

#include "baton/endpoint.hpp"
#include "baton/message.hpp"
#include "baton/writer.hpp"
#include "src/dialog/dialog.hpp"

namespace baton::core {

/// Our side of a request: what goes into Via and Contact.
struct LocalIdentity {
  Endpoint address;
  Transport transport = Transport::udp;
  std::string_view contact_user;  ///< escaped as a URI's user; empty: none
  std::string_view user_agent;    ///< empty: no header
};

struct RequestParts {
  std::string_view method;
  std::uint32_t cseq = 0;
  std::string_view branch;
  std::string_view uri = {};  ///< of `start_again`: another Request-URI; empty: the old one
};

/// Writes the start line and Via, Max-Forwards, From, To, Call-ID, CSeq, Route and User-Agent; what
/// is special to the method, and the body, are the caller's.
void start_request(MessageWriter& writer, const DialogParts& dialog, const LocalIdentity& local,
                   const RequestParts& request) noexcept;

/// A request once more: its start line with a new Via and CSeq, and its header fields in their order but for Via,
/// CSeq, Content-Length, Content-Type and those that `leaves_out` (which may be null) names. `finish_again` adds the
/// body.
void start_again(MessageWriter& writer, const LocalIdentity& local, const MessageView& old,
                 const RequestParts& request, bool (*leaves_out)(HeaderId, std::string_view) noexcept) noexcept;
void finish_again(MessageWriter& writer, const MessageView& old) noexcept;

/// A header whose value is `<sip:user@address:port>`.
void write_own_uri(MessageWriter& writer, HeaderId id, const LocalIdentity& local) noexcept;
inline void write_contact(MessageWriter& writer, const LocalIdentity& local) noexcept {
  write_own_uri(writer, HeaderId::contact, local);
}

}  // namespace baton::core
