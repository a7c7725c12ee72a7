#include "bench/agreement.hpp"

namespace baton::bench {
namespace {

std::string or_nothing(const Record& record, const Key& key) {
  const auto found = record.values().find(key);
  return found == record.values().end() ? "nothing" : "\"" + found->second + "\"";
}

std::string compare(const Record& ours, const Record& theirs, std::string_view name) {
  std::string text;
  const auto add = [&](const Key& key) {
    text += to_text(key) + ": baton " + or_nothing(ours, key) + ", " + std::string(name) + " " +
            or_nothing(theirs, key) + "\n";
  };
  for (const auto& [key, value] : ours.values()) {
    const auto found = theirs.values().find(key);
    if (found == theirs.values().end() || found->second != value) add(key);
  }
  for (const auto& [key, value] : theirs.values()) {
    if (!ours.values().contains(key)) add(key);
  }
  return text;
}

}  // namespace

std::string disagreement(std::span<const Decoder> decoders, std::span<const std::string> messages) {
  for (const std::string& message : messages) {
    Record ours;
    for (const Decoder& decoder : decoders) {
      Record theirs;
      if (!decoder.record(message, theirs)) {
        return std::string(decoder.name) + " rejects:\n" + message;
      }
      if (&decoder == &decoders.front()) {
        ours = theirs;
        continue;
      }
      const std::string differences = compare(ours, theirs, decoder.name);
      if (!differences.empty()) return differences + "in:\n" + message;
    }
  }
  return {};
}

}  // namespace baton::bench
