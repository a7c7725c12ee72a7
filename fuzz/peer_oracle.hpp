// What must hold of a Stack whatever happens to it: the contract of events, of usage, and of the end.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <map>
#include <string_view>
#include <utility>

#include "baton/stack.hpp"

namespace baton::fuzz {

inline void require(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "does not hold: %s\n", what);
  std::abort();
}

/// For a person: the events of a session, with BATON_FUZZ_STORY set.
inline void tell(const Event& event) {
  if (std::getenv("BATON_FUZZ_STORY") == nullptr) return;
  const std::string_view kind = name(event.kind);
  std::fprintf(stderr, "%.*s %d\n", static_cast<int>(kind.size()), kind.data(), event.status);
}

class Oracle {
 public:
  using Key = std::pair<std::uint32_t, std::uint32_t>;
  template <class Of>
  static Key key(Handle<Of> handle) {
    return {handle.index, handle.generation};
  }

  void call_made(CallId call) {
    require(calls.emplace(key(call), false).second, "a new call's handle is new");
  }
  void refer_sent(TransferId id) {
    require(transfers.emplace(key(id), 's').second, "a new transfer's handle is new");
  }

  void hear(const Event& event) {
    if (event.kind >= EventKind::call_incoming && event.kind <= EventKind::call_ended)
      return hear_call(event);
    if (event.kind == EventKind::refer_refused) {
      require(event.transfer.generation == 0 && event.status >= 300, "what was refused is no transfer");
      return;
    }
    const auto at = transfers.find(key(event.transfer));
    if (event.kind == EventKind::refer_refused) {
      require(event.transfer.generation == 0 && event.status >= 400 && event.message != nullptr,
              "a REFER that is refused by rule has a status and no handle");
      return;
    }
    if (event.kind == EventKind::refer_received) {
      require(event.transfer.generation != 0 && at == transfers.end(), "a REFER received is new");
      transfers.emplace(key(event.transfer), 'r');
      return;
    }
    require(at != transfers.end(), "no event for a transfer that nobody knows");
    char& state = at->second;
    switch (event.kind) {
      case EventKind::referral_ended:
        require(state == 'r', "a referral ends once");
        state = 'e';
        break;
      case EventKind::refer_accepted:
        require(state == 's', "accepted comes first and once");
        state = 'a';
        break;
      case EventKind::refer_rejected:
        require(state == 's', "rejected comes first and once");
        state = 'e';
        break;
      case EventKind::transfer_trying:
        require(state == 'a', "trying comes after accepted, before ringing, once");
        state = 't';
        break;
      case EventKind::transfer_ringing:
        require(state == 'a' || state == 't', "ringing comes after accepted, once");
        state = 'i';
        break;
      case EventKind::transfer_succeeded:
      case EventKind::transfer_failed:
        require(state == 'a' || state == 't' || state == 'i', "the outcome comes after accepted, once");
        state = 'e';
        break;
      default: require(false, "an event of a known kind");
    }
  }

  /// At the end everything known has ended.
  void expect_all_ended() const {
    for (const auto& [handle, ended] : calls)
      require(ended, "every call has its call_ended");
    for (const auto& [handle, state] : transfers)
      require(state == 'e', "every transfer has its outcome");
  }

  std::map<Key, bool> calls;      ///< whether ended
  std::map<Key, char> transfers;  ///< s: sent, a: accepted, t: trying, i: ringing, r: received, e: ended

 private:
  void hear_call(const Event& event) {
    // Without being asked, the application hears of a call that replaces another when it has been answered.
    if (event.kind == EventKind::call_replacing) calls.emplace(key(event.call), false);
    const auto at = calls.find(key(event.call));
    if (event.kind == EventKind::call_incoming) {
      require(event.call.generation != 0 && at == calls.end(), "an incoming call is new");
      calls.emplace(key(event.call), false);
      return;
    }
    require(at != calls.end(), "no event for a call that nobody knows");
    require(!at->second, "nothing comes after call_ended");
    at->second = event.kind == EventKind::call_ended;
  }
};

inline void check_pool(const PoolUsage& pool) {
  require(pool.used <= pool.capacity, "no pool holds more than its capacity");
  require(pool.high_water <= pool.capacity && pool.used <= pool.high_water, "the high-water mark is one");
}
inline void check(const Usage& usage) {
  for (const PoolUsage& pool :
       {usage.transactions, usage.dialogs, usage.calls, usage.transfers, usage.subscriptions, usage.blocks,
        usage.outputs, usage.events, usage.flows, usage.accounts}) {
    check_pool(pool);
  }
}
inline void expect_empty(const Stack& stack) {
  const Usage usage = stack.usage();
  require(usage.events.used == 0, "no event is left");
  require(usage.outputs.used == 0, "no message is left");
  require(usage.calls.used == 0, "no call is left");
  require(usage.transfers.used == 0, "no transfer is left");
  require(usage.subscriptions.used == 0, "no subscription is left");
  require(usage.dialogs.used == 0, "no dialog is left");
  require(usage.transactions.used == 0, "no transaction is left");
  require(usage.blocks.used == 0, "no block of the store is left");
  require(stack.next_deadline() == never, "no timer is left");
  require(stack.idle(), "it is idle");
}

}  // namespace baton::fuzz
