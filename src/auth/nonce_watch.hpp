// Replays: the highest count of each nonce that was used (RFC 7616 3.4 "nc", 5.4, 5.5).
#pragma once

#include <cstdint>
#include <span>

namespace baton::core {

/// A nonce that was used, by the number of its issue.
struct NonceUse {
  std::int64_t issue = 0;
  std::uint32_t count = 0;  ///< the highest; 0: the place is free
};
static_assert(sizeof(NonceUse) == 16);

enum class NonceState : std::uint8_t {
  fresh,      ///< never used with this count or a higher one; noted
  repeated,   ///< the count is not higher than the last
  forgotten,  ///< issued no later than one that had to make room: it may have been used
};

/// Remembers uses in the caller's places, each for one nonce. Where all are taken the oldest issue makes
/// room, and from then on no nonce as old is fresh: nothing is ever accepted twice, however few places
/// there are. Without any, each nonce serves once.
class NonceWatch {
 public:
  /// The places must outlive it; they are made free.
  explicit NonceWatch(std::span<NonceUse> places) noexcept;
  NonceState use(std::int64_t issue, std::uint32_t count) noexcept;

 private:
  std::span<NonceUse> places_;
  std::int64_t forgotten_ = INT64_MIN;  ///< the latest issue that made room
};

}  // namespace baton::core
