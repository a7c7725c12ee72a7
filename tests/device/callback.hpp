// The seven transfer callbacks by name, and the order in which a party may hear them.
#pragma once

#include <cstdint>
#include <string_view>

namespace baton::device {

enum class Callback : std::uint8_t {
  received_refer,
  refer_accepted,
  refer_rejected,
  transfer_trying,
  transfer_ringing,
  transfer_success,
  transfer_failure,
};
inline constexpr std::uint32_t callback_count = 7;

std::string_view name(Callback callback) noexcept;

/// Which callbacks were heard.
class CallbackSet {
 public:
  constexpr void add(Callback callback) noexcept { bits_ |= bit(callback); }
  constexpr void add(CallbackSet other) noexcept { bits_ |= other.bits_; }
  constexpr bool has(Callback callback) const noexcept { return (bits_ & bit(callback)) != 0; }

 private:
  static constexpr std::uint32_t bit(Callback callback) noexcept {
    return std::uint32_t{1} << static_cast<std::uint32_t>(callback);
  }
  std::uint32_t bits_ = 0;
};

/// What one party heard of one transfer. The contract is that of SIPCallbackEvents.
class TransferRecord {
 public:
  /// Whether the contract allows this callback now. It is noted in any case.
  bool hear(Callback callback, std::int32_t code) noexcept;

  CallbackSet heard() const noexcept { return heard_; }
  /// Whether a callback came after which nothing may follow.
  bool is_over() const noexcept;
  Callback last() const noexcept { return last_; }
  std::int32_t code() const noexcept { return code_; }  ///< of the last one; 0: it carries none

 private:
  bool is_legal(Callback callback) const noexcept;

  CallbackSet heard_;
  Callback last_ = Callback::received_refer;
  std::int32_t code_ = 0;
};

}  // namespace baton::device
