// What an application may ask a Stack.
#include "src/agent/proof.hpp"
#include "src/agent/referrals.hpp"

namespace baton {

using namespace core;

namespace {

template <class Pool>
PoolUsage usage_of(const Pool& pool) noexcept {
  return {.used = pool.used(), .high_water = pool.high_water(), .capacity = pool.capacity()};
}

}  // namespace

bool Stack::idle() const noexcept {
  const Core& core = core_of(*this);
  return core.calls.used() == 0 && core.transfers.used() == 0 && core.events.empty() &&
         core.outputs.used() == 0;
}

CallState Stack::state(CallId id) const noexcept {
  const CallRecord* call = core_of(*this).calls.find(id);
  if (call == nullptr) return CallState::none;
  switch (call->phase) {
    case CallPhase::calling: return CallState::calling;
    case CallPhase::incoming: return CallState::incoming;
    case CallPhase::answered: return CallState::answered;
    case CallPhase::confirmed: return CallState::confirmed;
    case CallPhase::leaving:
    case CallPhase::ended: return CallState::ending;
  }
  return CallState::none;
}

TransferState Stack::state(TransferId id) const noexcept {
  const TransferRecord* transfer = core_of(*this).transfers.find(id);
  return transfer != nullptr ? transfer->sender.state : TransferState::none;
}

Result<std::size_t> Stack::refer_text(TransferId id, std::span<char> into) const noexcept {
  const Core& core = core_of(*this);
  const TransferRecord* transfer = core.transfers.find(id);
  if (transfer == nullptr) return Errc::unknown_handle;
  if (!transfer->received || transfer->sender.state != TransferState::undecided) return Errc::wrong_state;
  Chain refer = transfer->request;
  if (const Transaction* transaction = core.transactions.find(transfer->refer)) refer = transaction->message;
  if (refer == no_index) return Errc::wrong_state;
  const std::size_t size = core.store.size(refer);
  if (core.store.copy(refer, into).empty()) return Errc::buffer_too_small;
  return size;
}

Result<std::size_t> Stack::authenticated_user(TransferId id, std::span<char> into) noexcept {
  Core& core = core_of(*this);
  const TransferRecord* transfer = core.transfers.find(id);
  if (transfer == nullptr) return Errc::unknown_handle;
  MessageView refer;
  const bool undecided = transfer->received && transfer->sender.state == TransferState::undecided;
  if (!undecided || !load_refer(core, *transfer, refer)) return Errc::wrong_state;
  return transfer->proven ? named_user(core, refer, into) : Result<std::size_t>(std::size_t{0});
}

std::string_view Stack::remote_uri(CallId id) const noexcept {
  const Core& core = core_of(*this);
  const CallRecord* call = core.calls.find(id);
  if (call == nullptr || call->dialog == no_index) return {};
  NameAddrView remote;
  const std::string_view text = core.dialogs.field(core.dialogs.at(call->dialog), DialogField::remote);
  return parse_name_addr(text, remote) == Errc::ok ? remote.uri_text : std::string_view{};
}

std::string_view Stack::remote_target(CallId id) const noexcept {
  const Core& core = core_of(*this);
  const CallRecord* call = core.calls.find(id);
  if (call == nullptr || call->dialog == no_index) return {};
  return core.dialogs.field(core.dialogs.at(call->dialog), DialogField::target);
}

Usage Stack::usage() const noexcept {
  const Core& core = core_of(*this);
  Usage usage;
  usage.transactions = usage_of(core.transactions);
  usage.dialogs = usage_of(core.dialogs.slab());
  usage.calls = usage_of(core.calls);
  usage.transfers = usage_of(core.transfers);
  usage.subscriptions = usage_of(core.subscriptions);
  usage.blocks = {.used = core.store.used_blocks(),
                  .high_water = core.store.high_water_blocks(),
                  .capacity = core.store.capacity_blocks()};
  usage.outputs = {
      .used = core.outputs.used(), .high_water = core.outputs.high_water(), .capacity = core.limits.outputs};
  usage.events = {
      .used = core.events.used(), .high_water = core.events.high_water(), .capacity = core.limits.events};
  usage.flows = usage_of(core.flows);
  usage.accounts = usage_of(core.accounts);
  return usage;
}

const Counters& Stack::counters() const noexcept {
  return core_of(*this).counters;
}

}  // namespace baton
