// One message in a few words: method or status, CSeq, and what a NOTIFY reports.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace baton::trace {

enum class MessageClass : std::uint8_t {
  request,
  provisional,  ///< 1xx
  success,      ///< 2xx
  failure,      ///< 3xx to 6xx
  other,        ///< not SIP
};

struct MessageSummary {
  MessageClass kind = MessageClass::other;
  /// "REFER", "180 Ringing", "NOTIFY 200 OK", "12 octets, not SIP". What matters most comes first,
  /// so that it may be cut.
  std::string text;
  std::string state;  ///< of the subscription that a NOTIFY is about: "active"; empty: none
  std::string cseq;   ///< "2" of a request, "1 INVITE" of a response; empty: none that can be read

  /// "NOTIFY 200 OK, terminated".
  std::string text_and_state() const;
  /// All of it: "NOTIFY 200 OK, terminated (4)".
  std::string line() const;
};

/// Reads as much as can be read, also of a message that the parser rejects. All texts are such as
/// `printable` lets through, and of bounded length.
MessageSummary summarize(std::string_view octets);

}  // namespace baton::trace
