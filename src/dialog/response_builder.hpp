// Responses by the copying rules of RFC 3261 8.2.6.
#pragma once

#include <string_view>

#include "baton/message.hpp"
#include "baton/writer.hpp"
#include "src/base/output_queue.hpp"

namespace baton::core {

struct ResponseParts {
  std::uint16_t status = 200;
  std::string_view reason;       ///< empty: the registered phrase
  std::string_view to_tag;       ///< added where the request's To has none; empty: none added (100)
  bool record_route = false;     ///< copied into what creates a dialog (12.1.1)
};

/// Writes the status line, Via (with received and rport of RFC 3581 4 on the top one), From, To,
/// Call-ID, CSeq and, if asked for, Record-Route. `reply` is where the response goes.
void start_response(MessageWriter& writer, const MessageView& request, const Route& reply,
                    const ResponseParts& response) noexcept;

}  // namespace baton::core
