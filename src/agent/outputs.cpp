// What comes out of a Stack: messages and events.
#include "parser/slice.hpp"
#include "src/agent/referrals.hpp"

namespace baton {

using namespace core;

void core::raise(Core& core, QueuedEvent event, bool with_message, std::string_view reason) noexcept {
  event.has_message = with_message && core.has_received;
  if (event.has_message && !reason.empty()) {
    const std::string_view bytes = core.received.bytes();
    event.reason_begin = static_cast<std::uint16_t>(reason.data() - bytes.data());
    event.reason_size = static_cast<std::uint16_t>(reason.size());
  }
  (void)core.events.push(event);
}

std::optional<Transmit> Stack::next_transmit(std::span<std::byte> into) noexcept {
  Core& core = core_of(*this);
  auto transmit = core.outputs.pop(into);
  if (transmit) ++core.counters.messages_sent;
  return transmit;
}

std::optional<Event> Stack::next_event() noexcept {
  Core& core = core_of(*this);
  const auto queued = core.events.pop();
  if (!queued) {
    core.has_received = false;
    return std::nullopt;
  }
  Event event{.kind = queued->kind,
              .cause = queued->cause,
              .status = queued->status,
              .call = queued->call,
              .other = {},
              .proof = queued->proof,
              .transfer = queued->transfer,
              .account = {},
              .message = nullptr,
              .reason = {}};
  if (event.kind == EventKind::call_incoming || event.kind == EventKind::call_replacing) {
    event.other = {queued->transfer.index, queued->transfer.generation};
    event.transfer = {};
  }
  if (queued->account < core.accounts.capacity() && core.accounts.live(queued->account)) {
    event.account = core.accounts.handle_of<struct Account>(core.accounts.at(queued->account));
  }
  if (queued->has_message && core.has_received) {
    event.message = &core.received;
    event.reason = parser::slice(core.received.bytes(), queued->reason_begin, queued->reason_size);
  }
  if (event.kind == EventKind::refer_refused) {
    event.reason = text(static_cast<ReferralRefusal>(queued->reason_begin));
  }
  if (event.reason.empty()) {
    event.reason = event.cause == Cause::message && event.status != 0 ? reason_phrase(event.status)
                                                                      : cause_text(event.cause);
  }
  switch (event.kind) {  // a handle lives until its last event has been taken
    case EventKind::call_ended:
      if (CallRecord* call = core.calls.find(event.call)) release_call(core, *call);
      break;
    case EventKind::refer_rejected:
    case EventKind::transfer_succeeded:
    case EventKind::transfer_failed:
    case EventKind::referral_ended:
      if (TransferRecord* transfer = core.transfers.find(event.transfer)) release_transfer(core, *transfer);
      break;
    default: break;
  }
  return event;
}

}  // namespace baton
