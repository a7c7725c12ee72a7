// What one or more agents saw, kept so that a transcript can be told afterwards: messages, events, and
// which callback an event became.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "baton/event.hpp"
#include "baton/time.hpp"
#include "src/trace/message_summary.hpp"
#include "src/trace/rule.hpp"

namespace baton::trace {

inline constexpr std::size_t no_entry = static_cast<std::size_t>(-1);

/// A message, as much of it as a transcript needs. Texts are bounded, and as `printable` lets through.
struct RecordedMessage {
  std::size_t from = no_entry, to = no_entry;  ///< parties; `no_entry`: somebody else
  MessageSummary summary;
  std::string call_id;
  std::string replaced;  ///< the Call-ID that a Replaces names, in the message or in its Refer-To; empty: none
  std::string target;    ///< of a REFER the Refer-To URI, of an INVITE the Request-URI, less headers
  std::uint64_t key = 0; ///< of its octets
  bool again = false;    ///< a retransmission
  bool refer = false, invite = false;
};

struct RecordedEvent {
  std::size_t party = no_entry;
  EventKind kind = EventKind::none;
  Cause cause = Cause::message;
  CausedBy by = CausedBy::nothing;
  CallId call;
  TransferId transfer;
  std::size_t message = no_entry;  ///< the entry of the message behind it; `no_entry`: none is
  std::string callback;            ///< "onReferRejected 603 Decline"; empty: it became none
};

struct RecordedEntry {
  Time time;
  std::variant<RecordedMessage, RecordedEvent> what;
};

class Recording {
 public:
  /// Keeps `entries_max` messages and events at most, the first ones; further ones are counted.
  explicit Recording(std::vector<std::string> parties, std::size_t entries_max = 2'000);

  /// The party of this name, which becomes one if it is none yet; `no_entry`: there are `parties_max`.
  std::size_t party(std::string_view name);
  static constexpr std::size_t parties_max = 16;

  /// A message from one party to another. Give it where it arrives, before the event that it causes.
  void message(Time now, std::size_t from, std::size_t to, std::string_view octets);
  /// An event that a party drained.
  void event(Time now, std::size_t party, const Event& event);
  /// The last event of this party became this callback.
  void heard(std::size_t party, std::string_view callback);

  const std::vector<std::string>& parties() const noexcept { return parties_; }
  const std::vector<RecordedEntry>& entries() const noexcept { return entries_; }
  std::uint64_t dropped() const noexcept { return dropped_; }

 private:
  std::vector<std::string> parties_;
  std::size_t entries_max_;
  std::vector<RecordedEntry> entries_;
  std::uint64_t dropped_ = 0;
};

}  // namespace baton::trace
