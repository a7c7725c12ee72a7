#include "src/trace/recording.hpp"

#include <algorithm>
#include <array>
#include <functional>
#include <utility>

#include "baton/header_values.hpp"
#include "baton/message.hpp"
#include "baton/uri.hpp"
#include "src/trace/printable_text.hpp"

namespace baton::trace {
namespace {

// Of a stranger's texts; they are compared and shown, so longer ones are worth nothing.
constexpr std::size_t call_id_width = 200;
constexpr std::size_t target_width = 200;
constexpr std::size_t callback_width = 100;
constexpr std::size_t party_width = 64;

std::uint64_t key_of(std::string_view octets) {
  return std::hash<std::string_view>{}(octets);
}

std::string call_in(std::string_view replaces) {
  ReplacesView view;
  return parse_replaces(replaces, view) == Errc::ok ? printable(view.call_id, call_id_width)
                                                    : std::string();
}

/// The Call-ID in the Replaces that a Refer-To URI carries, escaped there.
std::string call_in_headers(std::string_view headers) {
  UriHeaderIterator each(headers);
  while (const auto header = each.next()) {
    std::array<char, 512> text{};
    if (equal_ignoring_case(header->name, "Replaces")) {
      const Result<std::size_t> size = unescape(header->value, text);
      return size ? call_in(std::string_view(text.data(), *size)) : std::string();
    }
  }
  return {};
}

std::string without_headers(std::string_view uri) {
  UriView parsed;
  if (parse_uri(uri, parsed) == Errc::ok && parsed.headers.data() != nullptr)
    uri = uri.substr(0, static_cast<std::size_t>(parsed.headers.data() - uri.data()) - 1);
  return printable(uri, target_width);
}

void read(const MessageView& message, RecordedMessage& into) {
  into.call_id = printable(message.value(HeaderId::call_id).value_or(""), call_id_width);
  into.refer = message.method() == Method::refer && message.is_request();
  into.invite = message.method() == Method::invite && message.is_request();
  if (into.invite) {
    into.target = without_headers(message.request_uri());
    into.replaced = call_in(message.value(HeaderId::replaces).value_or(""));
  } else if (into.refer) {
    NameAddrView target;
    if (parse_name_addr(message.value(HeaderId::refer_to).value_or(""), target) == Errc::ok) {
      into.target = without_headers(target.uri_text);
      into.replaced = call_in_headers(target.uri.headers);
    }
  }
}

}  // namespace

Recording::Recording(std::vector<std::string> parties, std::size_t entries_max)
    : parties_(std::move(parties)), entries_max_(entries_max) {
  for (std::string& name : parties_) {
    name = printable(name, party_width);
  }
}

std::size_t Recording::party(std::string_view name) {
  const std::string shown = printable(name, party_width);
  const auto at = std::ranges::find(parties_, shown);
  if (at != parties_.end()) {
    return static_cast<std::size_t>(at - parties_.begin());
  }
  if (parties_.size() >= parties_max) {
    return no_entry;
  }
  parties_.push_back(shown);
  return parties_.size() - 1;
}

void Recording::message(Time now, std::size_t from, std::size_t to, std::string_view octets) {
  if (entries_.size() >= entries_max_) {
    ++dropped_;
    return;
  }
  RecordedMessage recorded;
  recorded.from = from < parties_.size() ? from : no_entry;
  recorded.to = to < parties_.size() ? to : no_entry;
  recorded.summary = summarize(octets);
  recorded.key = key_of(octets);
  std::array<HeaderEntry, 256> index;
  MessageView view;
  if (!index_message(octets, index, view)) {
    read(view, recorded);
  }
  for (const RecordedEntry& entry : entries_) {
    const auto* earlier = std::get_if<RecordedMessage>(&entry.what);
    recorded.again |= earlier != nullptr && earlier->key == recorded.key &&
                      earlier->from == recorded.from && earlier->to == recorded.to;
  }
  entries_.push_back({now, std::move(recorded)});
}

void Recording::event(Time now, std::size_t party, const Event& event) {
  if (entries_.size() >= entries_max_ || party >= parties_.size()) {
    ++dropped_;
    return;
  }
  RecordedEvent recorded;
  recorded.party = party;
  recorded.kind = event.kind;
  recorded.cause = event.cause;
  recorded.call = event.call;
  recorded.transfer = event.transfer;
  if (event.message != nullptr) {
    recorded.by = event.message->is_request() ? CausedBy::request : CausedBy::response;
    const std::uint64_t key = key_of(event.message->bytes());
    for (std::size_t at = entries_.size(); at-- > 0 && recorded.message == no_entry;) {
      const auto* message = std::get_if<RecordedMessage>(&entries_[at].what);
      if (message != nullptr && message->to == party && message->key == key) {
        recorded.message = at;
      }
    }
  }
  entries_.push_back({now, std::move(recorded)});
}

void Recording::heard(std::size_t party, std::string_view callback) {
  for (std::size_t at = entries_.size(); at-- > 0;) {
    auto* event = std::get_if<RecordedEvent>(&entries_[at].what);
    if (event != nullptr && event->party == party) {
      if (event->callback.empty()) {
        event->callback = printable(callback, callback_width);
      }
      return;
    }
  }
}

}  // namespace baton::trace
