// Building a Stack: checking limits, and carving its pools out of the caller's memory.
#include <new>

#include "src/agent/core.hpp"

namespace baton {

using namespace core;

namespace {

/// Our own INVITE is read back for its CANCEL and ACK: it has as many headers.
constexpr std::uint32_t headers_min = 20;
/// No pool of more: sums of sizes and of timers then stay within 64 and 32 bits.
constexpr std::uint32_t pool_max = 10'000'000;

bool workable(const Limits& limits) noexcept {
  const bool enough =
      limits.transactions >= 4 && limits.reserved < limits.transactions && limits.dialogs >= 1 &&
      limits.dialog_text >= 128 && limits.calls >= 1 && limits.transfers >= 1 && limits.subscriptions >= 1 &&
      limits.blocks >= 4 && limits.block_bytes >= 16 && limits.block_bytes % 4 == 0 && limits.accounts >= 1 &&
      limits.flows >= 1 && limits.outputs >= sends_per_input && limits.events >= events_per_input &&
      limits.headers >= headers_min && limits.message_bytes >= 512;
  for (const std::uint32_t pool :
       {limits.dialogs, limits.calls, limits.transfers, limits.subscriptions, limits.blocks, limits.accounts,
        limits.flows, limits.lookups, limits.outputs, limits.events}) {
    if (pool > pool_max) return false;
  }
  return enough && limits.transactions <= 1'000'000 && limits.dialog_text <= UINT16_MAX &&
         limits.block_bytes <= UINT16_MAX && limits.account_text <= UINT16_MAX &&
         limits.headers <= UINT16_MAX && limits.message_bytes <= message_bytes_max &&
         exact_state_bytes(limits) <= SIZE_MAX;
}

bool make_sense(const StackOptions& options) noexcept {
  const TransactionTiming& transaction = options.transaction;
  const TransferorTiming& transferor = options.transferor;
  const TransfereeTiming& transferee = options.transferee;
  constexpr Microseconds day = seconds(86'400);  // sums of them then stay on the timer wheel
  for (const Microseconds time :
       {transaction.t1, transaction.t2, transaction.t4, transaction.d, transferor.hold_back,
        transferor.overtake, transferor.no_report, transferor.give_up, transferor.grace, transferor.grace_bye,
        transferor.unsubscribe_after, transferor.refresh_before, transferor.tombstone, transferee.decision,
        transferee.referred_call, transferee.subscription, transferee.hold_bye, transferee.notify_gap,
        transferee.notify_overdue, transferee.retry_after_max, transferee.notify_again, transferee.final_state,
        transferee.tombstone}) {
    if (time < 0 || time > day) return false;
  }
  return transaction.t1 >= milliseconds(1) && transaction.transaction_limit() <= day &&
         transaction.t2 >= transaction.t1 && transferee.decision <= decision_max;
}

bool fits(std::span<std::byte> memory, std::size_t bytes) noexcept {
  return memory.size() >= bytes && reinterpret_cast<std::uintptr_t>(memory.data()) % 8 == 0;
}

HashKey draw_key(const Environment& environment) noexcept {
  std::array<std::byte, 16> bytes{};
  environment.random(environment.context, bytes);
  HashKey key;
  for (std::size_t i = 0; i < 8; ++i) {
    key.a = key.a << 8 | std::to_integer<std::uint64_t>(bytes[i]);
    key.b = key.b << 8 | std::to_integer<std::uint64_t>(bytes[i + 8]);
  }
  return key;
}

Workspace carve_work(const Limits& limits, std::span<std::byte> memory) noexcept {
  const std::size_t message = (std::size_t{limits.message_bytes} + 7) & ~std::size_t{7};
  auto* const text = reinterpret_cast<char*>(memory.data());
  Arena rest(memory.subspan(2 * message));
  return {.stored = {text, limits.message_bytes},
          .built = {text + message, limits.message_bytes},
          .index = rest.take<HeaderEntry>(limits.headers)};
}

static_assert(sizeof(Core) <= record_bytes::stack);

/// Room for the Core in front of the pools that it carves itself.
struct alignas(Core) Place {
  std::byte bytes[sizeof(Core)];
};

}  // namespace

core::Core::Core(const Limits& sizes, const Environment& injected, const StackOptions& wishes,
                 const Workspace& workspace, Arena& arena) noexcept
    : limits(sizes),
      environment(injected),
      options(wishes),
      wheel(arena.take<TimerNode>(timer_count(sizes))),
      store(arena, sizes.blocks, sizes.block_bytes),
      outputs(arena, sizes.outputs, store),
      transactions(arena, {.store = &store,
                           .outputs = &outputs,
                           .wheel = &wheel,
                           .first_timer = 0,
                           .key = draw_key(injected),
                           .timing = wishes.transaction,
                           .transactions = sizes.transactions,
                           .reserved = sizes.reserved}),
      dialogs(arena, sizes.dialogs, sizes.dialog_text, draw_key(injected)),
      ended_dialogs(arena, sizes.dialogs, draw_key(injected)),
      digest(DigestServer::make(injected)),
      tag_key(draw_key(injected)),
      calls(arena, sizes.calls),
      transfers(arena, sizes.transfers),
      subscriptions(arena, sizes.subscriptions),
      accounts(arena, sizes.accounts),
      flows(arena, sizes.flows),
      lookups(arena, sizes.lookups),
      events(arena, sizes.events),
      index(arena.take<HeaderEntry>(sizes.headers)),
      work(workspace) {}

Result<Stack*> Stack::make(const Limits& limits, const Environment& environment, std::span<std::byte> state,
                           std::span<std::byte> work, const StackOptions& options) noexcept {
  if (environment.random == nullptr) return Errc::bad_argument;
  if (!workable(limits)) return Errc::bad_limits;
  if (!make_sense(options)) return Errc::bad_options;
  if (!fits(state, state_bytes(limits)) || !fits(work, work_bytes(limits))) return Errc::bad_memory;
  Arena arena(state.first(state_bytes(limits)));
  const std::span<Place> place = arena.take<Place>(1);
  if (place.empty()) return Errc::bad_memory;
  Core* const core = ::new (static_cast<void*>(place.data()))
      Core(limits, environment, options, carve_work(limits, work), arena);
  if (arena.exhausted()) return Errc::bad_memory;
  return static_cast<Stack*>(core);
}

}  // namespace baton
