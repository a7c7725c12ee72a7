// Dialogs whose INVITE usage has ended lately: a Replaces that names one is declined (RFC 3891 3, outcome
// table 3, row 4).
#pragma once

#include <span>
#include <string_view>

#include "baton/time.hpp"
#include "src/base/arena.hpp"
#include "src/base/keyed_hash.hpp"

namespace baton::core {

/// A ring of hashes: the newest ones, as many as there can be dialogs. A hash in 32 bits can be mistaken for
/// another one, and a time in 32 bits of milliseconds comes round after 49 days: a refusal is a 603 then
/// that should have been a 481, which harms nobody.
class EndedDialogs {
 public:
  EndedDialogs() = default;
  EndedDialogs(Arena& arena, std::uint32_t capacity, const HashKey& key) noexcept
      : ring_(arena.take<Entry>(capacity)), key_(key) {}

  void remember(Time now, std::string_view call_id, std::string_view local_tag, std::string_view remote_tag) noexcept {
    if (ring_.empty()) return;
    ring_[next_] = {.hash = hash_of(call_id, local_tag, remote_tag), .at_ms = milliseconds_of(now)};
    next_ = static_cast<std::uint32_t>((next_ + 1) % ring_.size());
  }
  /// Whether it ended no longer than `window` ago.
  bool has(Time now, Microseconds window, std::string_view call_id, std::string_view local_tag,
           std::string_view remote_tag) const noexcept {
    const std::uint32_t hash = hash_of(call_id, local_tag, remote_tag);
    for (const Entry& entry : ring_) {
      if (entry.hash != hash) continue;
      if (milliseconds_of(now) - entry.at_ms <= static_cast<std::uint32_t>(window / 1000)) return true;
    }
    return false;
  }

 private:
  struct Entry {
    std::uint32_t hash = 0;  ///< 0: none
    std::uint32_t at_ms = 0;
  };

  /// Without a tag is as good as with "0" (RFC 3891 6.1).
  std::uint32_t hash_of(std::string_view call_id, std::string_view local_tag,
                        std::string_view remote_tag) const noexcept {
    KeyedHash hash(key_);
    hash.add(call_id).add(local_tag).add(remote_tag.empty() ? std::string_view("0") : remote_tag);
    return static_cast<std::uint32_t>(hash.finish()) | 1;
  }
  static std::uint32_t milliseconds_of(Time time) noexcept { return static_cast<std::uint32_t>(time.us / 1000); }

  std::span<Entry> ring_;
  std::uint32_t next_ = 0;
  HashKey key_;
};

}  // namespace baton::core
