#include "bench/decoder.hpp"

#include <array>

namespace baton::bench {
namespace {

constexpr std::array<std::string_view, 18> places{"start line",
                                                  "Request-URI",
                                                  "Via",
                                                  "From",
                                                  "To",
                                                  "Call-ID",
                                                  "CSeq",
                                                  "Contact",
                                                  "Route",
                                                  "Record-Route",
                                                  "Max-Forwards",
                                                  "Content-Length",
                                                  "Content-Type",
                                                  "Refer-To",
                                                  "Referred-By",
                                                  "Event",
                                                  "Subscription-State",
                                                  "Replaces"};
constexpr std::array<std::string_view, 22> parts{
    "value",     "method",  "status",   "scheme", "user",     "host",      "port",    "tag",
    "transport", "branch",  "received", "rport",  "count",    "type",      "subtype", "id",
    "reason",    "expires", "call-id",  "to-tag", "from-tag", "early-only"};

}  // namespace

std::string to_text(const Key& key) {
  std::string text(places[static_cast<std::size_t>(key.place)]);
  if (key.place == Place::route || key.place == Place::record_route)
    text += "[" + std::to_string(key.index) + "]";
  return text + " " + std::string(parts[static_cast<std::size_t>(key.part)]);
}

void Record::text(const Key& key, std::string_view value) {
  // Some parsers keep the brackets of an IPv6 reference and some do not.
  if (key.part == Part::host && value.starts_with('[') && value.ends_with(']')) {
    value = value.substr(1, value.size() - 2);
  }
  if (!value.empty()) values_[key] = value;
}

void Record::text(const Key& key, const char* begin, std::size_t size) {
  if (begin != nullptr) text(key, std::string_view(begin, size));
}

void Record::text(const Key& key, const char* terminated) {
  if (terminated != nullptr) text(key, std::string_view(terminated));
}

void Record::halves(const Key& key, const char* before, char separator, const char* behind) {
  std::string value(before == nullptr ? "" : before);
  if (behind != nullptr) value += separator + std::string(behind);
  text(key, std::string_view(value));
}

void Record::number(const Key& key, std::uint64_t value) {
  // 0 is a value of these three and means "none" in all others.
  const bool zero_counts =
      key.place == Place::max_forwards || key.place == Place::content_length || key.part == Part::count;
  if (value != 0 || zero_counts) values_[key] = std::to_string(value);
}

}  // namespace baton::bench
