// What the simulated proxies, peers and the oracle read of a message.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "baton/message.hpp"

namespace baton::simulation {

/// A node of the simulated network: its port, all of them at 127.0.0.1.
using Port = std::uint16_t;

/// A message with its index. Reads the start line and the lines alone: what a stranger sends may be wrong.
class Wire {
 public:
  bool read(std::string_view bytes);

  const MessageView* operator->() const { return &view_; }
  const MessageView& view() const { return view_; }
  std::string_view value(HeaderId id) const { return view_.value(id).value_or(std::string_view{}); }
  /// The method as the first line or the CSeq has it.
  Method method() const { return view_.method(); }
  bool is_request(Method method) const { return view_.is_request() && view_.method() == method; }
  bool has_to_tag() const { return !view_.to().tag().empty(); }
  std::uint64_t dialog() const;       ///< a hash of the Call-ID
  std::uint64_t transaction() const;  ///< a hash of the topmost branch and the method
  std::uint32_t cseq() const { return view_.cseq().number; }
  std::uint32_t event_id() const;  ///< of the Event header; 0: none

 private:
  std::array<HeaderEntry, 96> index_;
  MessageView view_;
};

/// What a NOTIFY of the refer package says.
struct Said {
  std::uint16_t status = 0;  ///< of the fragment; 0: none
  bool terminated = false;
};
Said read_report(const Wire& notify);

std::uint64_t hash_of(std::string_view text);

/// Each refer target and each callee carries a number of its own, ";t=7", which goes with the URI from the
/// REFER to the referred INVITE; 0: none.
std::uint32_t token_of(std::string_view uri);
void append_number(std::string& text, std::uint64_t number);
/// "sip:name@127.0.0.1:port", ";t=token" behind it unless the token is 0.
std::string uri_of(std::string_view name, Port port, std::uint32_t token = 0);
/// The port in the first URI or sent-by of a value, 5060 if there is none.
Port port_in(std::string_view value);
std::string_view user_in(std::string_view uri);

}  // namespace baton::simulation
