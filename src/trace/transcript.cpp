#include "src/trace/transcript.hpp"

#include <algorithm>
#include <set>
#include <string_view>

#include <fmt/format.h>

#include "baton/header_values.hpp"

namespace baton::trace {
namespace {

bool is_of_transferor(EventKind kind) noexcept {
  switch (kind) {
    case EventKind::refer_accepted:
    case EventKind::refer_rejected:
    case EventKind::transfer_trying:
    case EventKind::transfer_ringing:
    case EventKind::transfer_succeeded:
    case EventKind::transfer_failed:
      return true;
    default:
      return false;
  }
}

/// Which of the recording belongs to one transfer.
class Selection {
 public:
  Selection(const Recording& recording, const TransferKey& key) : recording_(recording), key_(key) {
    find_its_call();
    find_related_calls();
  }

  bool has(const RecordedMessage& message) const { return calls_.contains(message.call_id); }

  /// Its own events, and those of the calls involved; of other transfers of these calls none.
  bool has(const RecordedEvent& event) const {
    if (event.transfer) {
      const bool same_side = event.party == key_.party && event.transfer == key_.transfer;
      return same_side || (event.party != key_.party && message_is_ours(event)) ||
             (event.party != key_.party && is_known(event));
    }
    return message_is_ours(event) || is_known_call(event);
  }

 private:
  const RecordedMessage* message_at(std::size_t at) const {
    return at < recording_.entries().size()
               ? std::get_if<RecordedMessage>(&recording_.entries()[at].what)
               : nullptr;
  }
  bool message_is_ours(const RecordedEvent& event) const {
    const RecordedMessage* message = message_at(event.message);
    return message != nullptr && has(*message);
  }

  /// Events without a message belong to a call or a transfer whose other events have one.
  template <class Same>
  bool is_among_ours(Same same) const {
    return std::ranges::any_of(recording_.entries(), [&](const RecordedEntry& entry) {
      const auto* other = std::get_if<RecordedEvent>(&entry.what);
      return other != nullptr && same(*other) && message_is_ours(*other);
    });
  }
  bool is_known(const RecordedEvent& event) const {
    return is_among_ours([&](const RecordedEvent& other) {
      return other.party == event.party && other.transfer == event.transfer;
    });
  }
  bool is_known_call(const RecordedEvent& event) const {
    return event.call && is_among_ours([&](const RecordedEvent& other) {
             return other.party == event.party && other.call == event.call;
           });
  }

  /// The call of the REFER: that of the messages behind its events, else that of the last REFER that this
  /// party had sent when its first event came.
  void find_its_call() {
    const RecordedMessage* last_refer = nullptr;
    for (const RecordedEntry& entry : recording_.entries()) {
      if (const auto* message = std::get_if<RecordedMessage>(&entry.what)) {
        if (message->refer && (message->from == key_.party || message->to == key_.party)) {
          last_refer = message;
        }
        continue;
      }
      const auto& event = std::get<RecordedEvent>(entry.what);
      if (event.party != key_.party || event.transfer != key_.transfer) {
        continue;
      }
      const RecordedMessage* message = message_at(event.message);
      if (message != nullptr && !message->call_id.empty()) {
        calls_.insert(message->call_id);
      } else if (calls_.empty() && last_refer != nullptr) {
        calls_.insert(last_refer->call_id);
      }
    }
  }

  /// The referred call, and those that it or the REFER replaces. An INVITE is the referred one if the
  /// party that was referred sends it to the refer target, or if it replaces a call that is involved.
  void find_related_calls() {
    std::vector<const RecordedMessage*> refers;
    for (const RecordedEntry& entry : recording_.entries()) {
      const auto* message = std::get_if<RecordedMessage>(&entry.what);
      if (message == nullptr) {
        continue;
      }
      if (message->refer && has(*message)) {
        refers.push_back(message);
        if (!message->replaced.empty()) {
          calls_.insert(message->replaced);
        }
      } else if (message->invite && !refers.empty() && is_referred(*message, refers)) {
        calls_.insert(message->call_id);
      }
    }
  }
  bool is_referred(const RecordedMessage& invite,
                   const std::vector<const RecordedMessage*>& refers) const {
    return (!invite.replaced.empty() && calls_.contains(invite.replaced)) ||
           std::ranges::any_of(refers, [&](const RecordedMessage* refer) {
             return refer->to == invite.from && refer->target == invite.target;
           });
  }

  const Recording& recording_;
  TransferKey key_;
  std::set<std::string> calls_;
};

std::string_view name_of(const Recording& recording, std::size_t party) {
  return party < recording.parties().size() ? std::string_view(recording.parties()[party])
                                            : std::string_view("outside");
}

std::string label_of(const RecordedMessage& message) {
  std::string label = message.again ? "again " : "";
  label += message.summary.line();
  if (message.refer && !message.target.empty()) {
    label += " to " + message.target;
    label += message.replaced.empty() ? "" : " with Replaces";
  } else if (message.invite && !message.replaced.empty()) {
    label += " with Replaces";
  }
  return label;
}

/// How a party takes notice: "onReferAccepted", or in words where no callback was raised.
std::string notice_of(const RecordedEvent& event) {
  return event.callback.empty() ? fmt::format("no callback ({})", name(event.kind))
                                : event.callback;
}

Rule rule_for(const RecordedEvent& event) {
  return rule_of(event.kind, event.cause, event.by);
}

double in_ms(Microseconds time) {
  return static_cast<double>(time) / 1'000;
}

bool is_word_octet(std::string_view text, std::size_t at) noexcept {
  if (at >= text.size()) {
    return false;
  }
  const char c = text[at];
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

/// Whether the word "end" stands here: it would end a block.
bool is_end_word(std::string_view text, std::size_t at) noexcept {
  return equal_ignoring_case(text.substr(at, 3), "end") && !is_word_octet(text, at + 3) &&
         (at == 0 || !is_word_octet(text, at - 1));
}

/// What means something to Mermaid, escaped.
std::string for_mermaid(std::string_view text) {
  std::string result;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (c == '#' || c == ';' || c == '<' || c == '>' || is_end_word(text, at)) {
      result += fmt::format("#{};", static_cast<int>(c));
    } else {
      result += c;
    }
  }
  return result;
}

/// Walks what belongs to the transfer, in order: `on_message(index, time, message)`, `on_event(time, event)`.
template <class OnMessage, class OnEvent>
void walk(const Recording& recording, const TransferKey& key, OnMessage on_message, OnEvent on_event) {
  const Selection selection(recording, key);
  for (std::size_t at = 0; at < recording.entries().size(); ++at) {
    const RecordedEntry& entry = recording.entries()[at];
    if (const auto* message = std::get_if<RecordedMessage>(&entry.what)) {
      if (selection.has(*message)) {
        on_message(at, entry.time, *message);
      }
    } else if (const auto& event = std::get<RecordedEvent>(entry.what); selection.has(event)) {
      on_event(entry.time, event);
    }
  }
}

std::string what_was_lost(const Recording& recording) {
  return recording.dropped() == 0
             ? std::string()
             : fmt::format("{} more messages and events were not kept", recording.dropped());
}

}  // namespace

std::vector<TransferKey> transfers_in(const Recording& recording) {
  std::vector<TransferKey> sent;
  std::vector<TransferKey> received;
  for (const RecordedEntry& entry : recording.entries()) {
    const auto* event = std::get_if<RecordedEvent>(&entry.what);
    if (event == nullptr || !event->transfer) {
      continue;
    }
    std::vector<TransferKey>& side = is_of_transferor(event->kind) ? sent : received;
    const TransferKey key{event->party, event->transfer};
    if (std::ranges::find(side, key) == side.end()) {
      side.push_back(key);
    }
  }
  return sent.empty() ? received : sent;
}

std::string transcript_text(const Recording& recording, const TransferKey& transfer) {
  std::string out;
  bool begun = false;
  Time start;
  std::size_t latest = no_entry;
  walk(
      recording, transfer,
      [&](std::size_t at, Time time, const RecordedMessage& message) {
        start = begun ? start : time;
        begun = true;
        latest = at;
        out += fmt::format("{:>9.1f}  {} -> {}  {}\n", in_ms(time - start),
                           name_of(recording, message.from), name_of(recording, message.to),
                           label_of(message));
      },
      [&](Time time, const RecordedEvent& event) {
        std::string by = "by this message";
        if (event.message == no_entry) {
          by = fmt::format("at {:.1f}, by no message", in_ms(time - start));
        } else if (event.message != latest) {
          const RecordedEntry& cause = recording.entries()[event.message];
          by = fmt::format("by {} of {:.1f}",
                           std::get<RecordedMessage>(cause.what).summary.line(),
                           in_ms(cause.time - start));
        }
        const Rule rule = rule_for(event);
        out += fmt::format("{:11}{}: {}\n{:13}{}: {}\n{:13}{}\n", "",
                           name_of(recording, event.party), notice_of(event), "", by, rule.words, "",
                           reference(rule));
      });
  const std::string lost = what_was_lost(recording);
  return lost.empty() ? out : out + lost + '\n';
}

std::string transcript_mermaid(const Recording& recording, const TransferKey& transfer) {
  std::string out = "sequenceDiagram\n";
  for (std::size_t party = 0; party < recording.parties().size(); ++party) {
    out += fmt::format("    participant P{} as {}\n", party,
                       for_mermaid(recording.parties()[party]));
  }
  bool has_outside = false;
  const auto id_of = [&](std::size_t party) {
    has_outside |= party == no_entry;
    return party == no_entry ? std::string("X") : fmt::format("P{}", party);
  };
  std::string body;
  walk(
      recording, transfer,
      [&](std::size_t, Time, const RecordedMessage& message) {
        const bool request = message.summary.kind == MessageClass::request;
        body += fmt::format("    {}{}{}: {}\n", id_of(message.from), request ? "->>" : "-->>",
                            id_of(message.to), for_mermaid(label_of(message)));
      },
      [&](Time, const RecordedEvent& event) {
        const Rule rule = rule_for(event);
        body += fmt::format("    Note over {}: {}<br/>{}<br/>{}\n", id_of(event.party),
                            for_mermaid(notice_of(event)), for_mermaid(rule.words),
                            for_mermaid(reference(rule)));
      });
  out += has_outside ? "    participant X as outside\n" : "";
  out += body;
  const std::string lost = what_was_lost(recording);
  return lost.empty() ? out : out + "    %% " + lost + '\n';
}

}  // namespace baton::trace
