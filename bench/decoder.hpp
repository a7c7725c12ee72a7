// What every measured parser is asked for: the values that the layers above a parser read of a
// message. Each parser has an adapter that walks its own result and hands each value to a sink.
//
// There are two sinks. `Weigher` is the measured one: it keeps each value from being optimised away
// and costs an addition, so a parser is not charged for a form that its own stack has no use for.
// `Record` writes the values down, to compare the parsers with each other.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace baton::bench {

enum class Place : std::uint8_t {
  start_line,
  request_uri,
  via,
  from,
  to,
  call_id,
  cseq,
  contact,
  route,
  record_route,
  max_forwards,
  content_length,
  content_type,
  refer_to,
  referred_by,
  event,
  subscription_state,
  replaces,
};

enum class Part : std::uint8_t {
  value,
  method,
  status,
  scheme,
  user,
  host,
  port,
  tag,
  transport,
  branch,
  received,
  rport,
  count,
  type,
  subtype,
  id,
  reason,
  expires,
  call_id,
  to_tag,
  from_tag,
  early_only,
};

/// One value of a message; `index` tells the Routes and Record-Routes apart.
struct Key {
  Place place;
  Part part = Part::value;
  unsigned index = 0;
  auto operator<=>(const Key&) const = default;
};

std::string to_text(const Key& key);  ///< "route[1] host"

class Weigher {
 public:
  void text(Key, const char* begin, std::size_t size) {
    sum_ += reinterpret_cast<std::uintptr_t>(begin) + size;
  }
  void text(Key key, std::string_view value) { text(key, value.data(), value.size()); }
  /// For parsers that end their strings with NUL. Without its length: no stack counts it to use it.
  void text(Key, const char* terminated) { sum_ += reinterpret_cast<std::uintptr_t>(terminated); }
  /// A value that the parser keeps as what stood before and behind a separator.
  void halves(Key key, const char* before, char, const char* behind) {
    text(key, before);
    text(key, behind);
  }
  void number(Key, std::uint64_t value) { sum_ += value; }

  std::uint64_t sum() const { return sum_; }

 private:
  std::uint64_t sum_ = 0;
};

/// The values by name. Nothing and empty are the same, as is a port that is 0 and one not given.
/// Texts are normalised as the figures' page says.
class Record {
 public:
  void text(const Key& key, std::string_view value);
  void text(const Key& key, const char* begin, std::size_t size);
  void text(const Key& key, const char* terminated);
  void halves(const Key& key, const char* before, char separator, const char* behind);
  void number(const Key& key, std::uint64_t value);

  const std::map<Key, std::string>& values() const { return values_; }

 private:
  std::map<Key, std::string> values_;
};

/// A parser to measure. Each function decodes one message and hands its values to the sink; false:
/// the parser rejects the message.
struct Decoder {
  std::string_view name;
  bool (*weigh)(std::string_view message, Weigher& sink);
  bool (*record)(std::string_view message, Record& sink);
};

/// Unsigned decimal digits up to whatever else stands there; for parsers that leave numbers as text.
inline std::uint64_t to_number(const char* at, std::size_t size) {
  std::uint64_t value = 0;
  for (; size > 0 && *at >= '0' && *at <= '9'; ++at, --size) {
    value = value * 10 + static_cast<std::uint64_t>(*at - '0');
  }
  return value;
}
inline std::uint64_t to_number(const char* terminated) {
  return terminated == nullptr ? 0 : to_number(terminated, 20);
}

}  // namespace baton::bench
