#include "fuzz/stack/oracle.hpp"

#include "fuzz/property.hpp"

namespace baton::fuzz {

void AgentOracle::call_made(CallId call) {
  require(call.generation != 0, "a call that was made has a handle");
  require(calls_.emplace(key_of(call), Call{.ours = true}).second, "a new call's handle is new");
}

void AgentOracle::refer_sent(TransferId id, CallId call) {
  require(id.generation != 0, "a REFER that was taken on has a handle");
  require(transfers_.emplace(key_of(id), Transfer{.call = call}).second, "a new transfer's handle is new");
}

void AgentOracle::hear(const Stack& stack, const Event& event) {
  require(event.reason.data() != nullptr, "a reason is never null");
  require(!name(event.kind).empty() && !name(event.cause).empty(), "kind and cause have names");
  if (event.kind >= EventKind::call_incoming && event.kind <= EventKind::call_ended)
    return hear_call(stack, event);
  if (event.kind == EventKind::refer_refused) {
    require(event.status >= 300 && event.status < 700, "what is refused has a status that refuses");
    return;
  }
  const auto known = transfers_.find(key_of(event.transfer));
  if (event.kind == EventKind::refer_received) {
    require(event.transfer.generation != 0 && known == transfers_.end(), "a REFER received is new");
    require(event.message != nullptr, "a REFER is handed out with its message");
    transfers_.emplace(key_of(event.transfer), Transfer{.call = event.call, .stage = Stage::received});
    return;
  }
  require(known != transfers_.end(), "no event of a transfer that nobody knows");
  require(event.call == known->second.call, "the events of a transfer name the call that the REFER ran on");
  hear_transfer(event, known->second);
  const TransferState state = stack.state(event.transfer);
  if (known->second.stage == Stage::over) {
    require(state == TransferState::none, "a transfer's handle ends with its last event");
    ended_transfers_.push_back(event.transfer);
  } else {
    require(state != TransferState::none, "a transfer's handle lives until its last event");
  }
}

void AgentOracle::hear_call(const Stack& stack, const Event& event) {
  // Without being asked, the application hears of a call that replaces another when it has been answered.
  if (event.kind == EventKind::call_replacing) calls_.emplace(key_of(event.call), Call{});
  const auto known = calls_.find(key_of(event.call));
  if (event.kind == EventKind::call_incoming) {
    require(event.call.generation != 0 && known == calls_.end(), "an incoming call is new");
    require(event.message != nullptr, "an incoming call comes with its INVITE");
    calls_.emplace(key_of(event.call), Call{});
    return;
  }
  require(known != calls_.end(), "no event of a call that nobody knows");
  Call& call = known->second;
  require(!call.ended, "nothing comes after call_ended");
  switch (event.kind) {
    case EventKind::call_trying:
    case EventKind::call_ringing:
    case EventKind::call_progress:
      require(call.ours && !call.answered, "progress is of a call of ours that is not answered");
      require(event.status >= 100 && event.status < 200, "progress is provisional");
      break;
    case EventKind::call_answered:
      require(call.ours && !call.answered, "a call is answered once");
      require(event.status >= 200 && event.status < 300, "an answer is a 2xx");
      call.answered = true;
      break;
    case EventKind::call_connected:
      require(!call.connected, "a call is connected once");
      call.connected = true;
      break;
    case EventKind::call_replacing:
      require(calls_.contains(key_of(event.other)), "the call that is replaced is known");
      require(event.other != event.call, "no call replaces itself");
      break;
    case EventKind::call_ended:
      call.ended = true;
      ended_calls_.push_back(event.call);
      require(stack.state(event.call) == CallState::none, "a call's handle ends with call_ended");
      return;
    default: break;
  }
  require(stack.state(event.call) != CallState::none, "a call's handle lives until call_ended");
}

void AgentOracle::hear_transfer(const Event& event, Transfer& transfer) {
  Stage& stage = transfer.stage;
  switch (event.kind) {
    case EventKind::referral_ended:
      require(stage == Stage::received, "a referral that was received ends once");
      stage = Stage::over;
      return;
    case EventKind::refer_accepted:
      require(stage == Stage::asked, "accepted comes first and once");
      require(event.status == 0 || (event.status >= 200 && event.status < 300),
              "accepted by a 2xx or by inference");
      stage = Stage::accepted;
      return;
    case EventKind::refer_rejected:
      require(stage == Stage::asked, "rejected comes first and once");
      require(event.status >= 300 && event.status < 700, "rejected has a status that refuses");
      stage = Stage::over;
      return;
    case EventKind::transfer_trying:
      require(stage == Stage::accepted, "trying comes once, after accepted, before ringing");
      stage = Stage::trying;
      return;
    case EventKind::transfer_ringing:
      require(stage == Stage::trying, "ringing comes once, after trying");
      stage = Stage::ringing;
      return;
    case EventKind::transfer_succeeded:
    case EventKind::transfer_failed:
      require(stage == Stage::accepted || stage == Stage::trying || stage == Stage::ringing,
              "one outcome, after accepted");
      if (event.kind == EventKind::transfer_failed)
        require(event.status == 0 || event.status >= 300, "a failure has a status that says so, or none");
      else
        require(event.status < 300, "a success has no status that refuses");
      stage = Stage::over;
      return;
    default: require(false, "an event of a known kind");
  }
}

void AgentOracle::check_ended(Stack& stack, Time now) const {
  const auto check_call = [&](CallId call) {
    require(stack.state(call) == CallState::none, "a call that has ended has no state");
    require(stack.hang_up(now, call) == Errc::unknown_handle, "a call that has ended is unknown");
    require(stack.remote_uri(call).empty() && stack.remote_target(call).empty(), "and has no peer");
  };
  const auto check_transfer = [&](TransferId id) {
    require(stack.state(id) == TransferState::none, "a transfer that has ended has no state");
    require(stack.cancel_transfer(now, id) == Errc::unknown_handle, "a transfer that has ended is unknown");
    require(stack.reject_refer(now, id) == Errc::unknown_handle, "and cannot be rejected");
    require(stack.accept_refer(now, id).error() == Errc::unknown_handle, "nor accepted");
  };
  if (!ended_calls_.empty()) check_call(ended_calls_.front()), check_call(ended_calls_.back());
  if (!ended_transfers_.empty())
    check_transfer(ended_transfers_.front()), check_transfer(ended_transfers_.back());
}

void AgentOracle::expect_all_ended() const {
  for (const auto& [handle, call] : calls_)
    require(call.ended, "every call has its call_ended");
  for (const auto& [handle, transfer] : transfers_)
    require(transfer.stage == Stage::over, "every REFER has its outcome");
}

namespace {

std::array<PoolUsage, 10> pools_of(const Usage& usage) {
  return {usage.transactions, usage.dialogs, usage.calls,  usage.transfers, usage.subscriptions,
          usage.blocks,       usage.outputs, usage.events, usage.flows,     usage.accounts};
}

}  // namespace

void check_pools(const Usage& usage) {
  for (const PoolUsage& pool : pools_of(usage)) {
    require(pool.used <= pool.high_water, "the high-water mark is one");
    require(pool.high_water <= pool.capacity, "no pool holds more than its capacity");
  }
}

void expect_empty(const Stack& stack) {
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
