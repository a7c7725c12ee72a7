// A message with the parser's verdict on it.
#pragma once

#include <array>
#include <string_view>

#include "baton/message.hpp"
#include "baton/verdict.hpp"

namespace baton::cli {

/// Borrows the octets, and its own index: it stays where it was made.
struct JudgedMessage {
  JudgedMessage(std::string_view text, const ParseOptions& options) noexcept : octets(text) {
    const ParseError error = parse_message(octets, index, message, options);
    verdict = verdict_on(message, error);
  }
  JudgedMessage(const JudgedMessage&) = delete;
  JudgedMessage& operator=(const JudgedMessage&) = delete;

  std::string_view octets;
  std::array<HeaderEntry, 1'024> index;
  MessageView message;
  Verdict verdict;
};

}  // namespace baton::cli
