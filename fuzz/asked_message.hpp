// What was asked of a writer or an editor, as plain values, to compare with what the result reads as.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "baton/header_id.hpp"

namespace baton::fuzz {

struct AskedField {
  HeaderId id = HeaderId::other;
  std::string name;  ///< empty: it was asked for by its id
  std::string value;
  bool loose = false;  ///< only its presence is compared, not its value
};

struct AskedMessage {
  std::string method;  ///< empty: a response
  std::string target;
  std::uint16_t status = 0;
  std::string reason;
  std::vector<AskedField> fields;  ///< but Content-Length
  std::string body;
};

/// Ends the process unless `text` reads as exactly this message: start line, fields in this order, one
/// right Content-Length, body. A message that the first pass refuses for a control character, its size, or
/// for a Content-Length that was asked for, was refused, and no line was added.
void require_reads_as(std::string_view text, const AskedMessage& asked);

}  // namespace baton::fuzz
