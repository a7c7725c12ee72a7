// Requests from a dialog's state (RFC 3261 12.2.1.1) or for a new one (8.1.1).
#pragma once

#include <array>
#include <string_view>

#include "baton/endpoint.hpp"
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
};

/// Writes the start line and Via, Max-Forwards, From, To, Call-ID, CSeq, Route and User-Agent; what
/// is special to the method, and the body, are the caller's.
void start_request(MessageWriter& writer, const DialogParts& dialog, const LocalIdentity& local,
                   const RequestParts& request) noexcept;

/// `Contact: <sip:user@address:port>`.
void write_contact(MessageWriter& writer, const LocalIdentity& local) noexcept;

}  // namespace baton::core
