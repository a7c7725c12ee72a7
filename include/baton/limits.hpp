// Every limit of a Stack by name, and the memory that follows from them.
#pragma once

#include <cstddef>
#include <cstdint>

namespace baton {

/// Sizes of all pools. One term a pool; nothing else takes memory after construction.
struct Limits {
  std::uint32_t transactions = 0;   ///< client and server transactions together (RFC 3261 17)
  std::uint32_t reserved = 0;       ///< of them kept from strangers, for calls that stand
  std::uint32_t dialogs = 0;        ///< one a call, and one a REFER outside of calls
  std::uint32_t dialog_text = 0;    ///< octets a dialog: Call-ID, tags, URIs, target, route set
  std::uint32_t calls = 0;          ///< INVITE sessions, from INVITE to `call_ended`
  std::uint32_t transfers = 0;      ///< REFERs whose outcome is open, sent and received
  std::uint32_t subscriptions = 0;  ///< refer usages of dialogs (RFC 5057), tombstones included
  std::uint32_t blocks = 0;         ///< of the message store
  std::uint32_t block_bytes = 0;    ///< a message costs its length rounded up to this
  std::uint32_t accounts = 0;
  std::uint32_t account_text = 0;   ///< octets an account: realm, nonce, opaque of a challenge
  std::uint32_t flows = 0;          ///< sockets and connections
  std::uint32_t lookups = 0;        ///< names in resolution; 0: only addresses can be called
  std::uint32_t outputs = 0;        ///< messages waiting to be taken
  std::uint32_t events = 0;         ///< events waiting to be taken
  std::uint32_t headers = 0;        ///< header fields of one received message
  std::uint32_t message_bytes = 0;  ///< the longest message, in and out (RFC 3261 18.1.1: 65,535)

  bool operator==(const Limits&) const = default;

  /// Two calls, a third made by a referral, a fork: 16 KiB of state. Its `message_bytes` falls
  /// short of RFC 3261 18.1.1 knowingly: one Ethernet frame.
  static constexpr Limits device() noexcept {
    return {.transactions = 16, .reserved = 4, .dialogs = 4, .dialog_text = 448, .calls = 3,
            .transfers = 2, .subscriptions = 4, .blocks = 48, .block_bytes = 128, .accounts = 1,
            .account_text = 384, .flows = 2, .lookups = 0, .outputs = 8, .events = 8,
            .headers = 40, .message_bytes = 1'300};
  }

  /// A host that holds `calls` calls, a quarter of them in transfer at once.
  static constexpr Limits host(std::uint32_t calls) noexcept {
    const std::uint32_t transfers = calls / 4 + 1;
    return {.transactions = calls * 8, .reserved = calls, .dialogs = calls + transfers - 1,
            .dialog_text = 1'536, .calls = calls, .transfers = transfers,
            .subscriptions = 2 * transfers, .blocks = calls * 16, .block_bytes = 256,
            .accounts = 16, .account_text = 1'024, .flows = 256, .lookups = 64, .outputs = 256,
            .events = 64, .headers = 256, .message_bytes = 65'535};
  }
};

/// What one input may queue at most: rule 3 of the core's contract.
inline constexpr std::uint32_t sends_per_input = 4;
inline constexpr std::uint32_t events_per_input = 8;

/// Octets of one record of each pool, its timers and its share of the hash tables included. Beside
/// each private record a static_assert holds it to this.
namespace record_bytes {
inline constexpr std::size_t transaction = 168;
inline constexpr std::size_t dialog = 96;
inline constexpr std::size_t call = 200;
inline constexpr std::size_t transfer = 120;
inline constexpr std::size_t subscription = 128;
inline constexpr std::size_t block_link = 4;
inline constexpr std::size_t account = 176;
inline constexpr std::size_t flow = 64;
inline constexpr std::size_t lookup = 24;
inline constexpr std::size_t output = 40;
inline constexpr std::size_t event = 32;
inline constexpr std::size_t header = 8;
inline constexpr std::size_t stack = 2'008;  ///< timer wheel, counters, options, the Stack itself
}  // namespace record_bytes

/// Octets that a Stack keeps between calls. In 64 bits, so that limits beyond a small address space
/// are seen as such.
constexpr std::uint64_t exact_state_bytes(const Limits& limits) noexcept {
  const auto pool = [](std::uint64_t records, std::uint64_t bytes) { return records * bytes; };
  std::uint64_t sum = pool(limits.transactions, record_bytes::transaction);
  sum += pool(limits.dialogs, record_bytes::dialog + std::uint64_t{limits.dialog_text});
  sum += pool(limits.calls, record_bytes::call);
  sum += pool(limits.transfers, record_bytes::transfer);
  sum += pool(limits.subscriptions, record_bytes::subscription);
  sum += pool(limits.blocks, record_bytes::block_link + std::uint64_t{limits.block_bytes});
  sum += pool(limits.accounts, record_bytes::account + std::uint64_t{limits.account_text});
  sum += pool(limits.flows, record_bytes::flow);
  sum += pool(limits.lookups, record_bytes::lookup);
  sum += pool(limits.outputs, record_bytes::output);
  sum += pool(limits.events, record_bytes::event);
  sum += pool(limits.headers, record_bytes::header);
  sum += record_bytes::stack;
  return (sum + 7) & ~std::uint64_t{7};
}
constexpr std::size_t state_bytes(const Limits& limits) noexcept {
  return static_cast<std::size_t>(exact_state_bytes(limits));
}

/// Octets that a Stack uses only inside a call; Stacks of one thread may share them: two messages
/// and the index of a stored one.
constexpr std::size_t work_bytes(const Limits& limits) noexcept {
  const std::size_t message = (std::size_t{limits.message_bytes} + 7) & ~std::size_t{7};
  return 2 * message + std::size_t{limits.headers} * record_bytes::header;
}

constexpr std::size_t required_bytes(const Limits& limits) noexcept {
  return state_bytes(limits) + work_bytes(limits);
}

}  // namespace baton
