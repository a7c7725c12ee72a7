// Request-Line and Status-Line (RFC 3261 7.1, 7.2, 25.1).
#pragma once

#include <cstdint>
#include <string_view>

#include "baton/errc.hpp"

namespace baton::parser {

/// What a start line holds. After an error, whatever could be read.
struct StartLine {
  bool response = false;
  std::uint16_t status = 0;
  std::string_view first;   ///< Method, or SIP-Version
  std::string_view second;  ///< Request-URI, not yet checked, or Reason-Phrase
};

/// Reads `line`, which has no line end and no control character but HTAB. On an error `where` is
/// the offending octet. Errors: `bad_start_line`, `bad_method`, `bad_request_uri` (white space
/// inside), `bad_version`, `bad_status_code`.
Errc read_start_line(std::string_view line, StartLine& into, const char*& where) noexcept;

}  // namespace baton::parser
