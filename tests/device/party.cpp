#include "tests/device/party.hpp"

#include <algorithm>

#include "tests/device/semihosting.hpp"
#include "tests/device/time_text.hpp"

namespace baton::device {
namespace {

constexpr Microseconds answer_after = seconds(2);

}  // namespace

bool Party::start(const Time& clock, std::span<std::byte> state,
                  std::span<std::byte> work) noexcept {
  clock_ = &clock;
  Environment environment;
  environment.context = &random_;
  environment.random = Random::fill;
  const Result<Stack*> stack = Stack::make(limits, environment, state, work);
  if (!stack) {
    return false;
  }
  stack_ = *stack;
  const Result<FlowId> flow =
      stack_->flow_opened(clock, {.transport = Transport::udp, .local = endpoint(), .peer = {}});
  AccountView account;
  account.uri = identity_.uri;
  const Result<AccountId> account_id = stack_->add_account(clock, account);
  if (!flow || !account_id) {
    return false;
  }
  flow_ = *flow;
  bridge_.emplace(*stack_, *this, identity_.host, 0, session_slots_, refer_slots_);
  bridge_->set_account(*account_id);
  return true;
}

void Party::begin_story(Manners manners) noexcept {
  manners_ = manners;
  transfer_ = {};
  connected_count_ = 0;
  answer_at_ = never;
  remote_holds_ = 0;
  remote_unholds_ = 0;
  updates_ = 0;
}

Endpoint Party::endpoint() const noexcept {
  Endpoint endpoint;
  endpoint.address = {192, 0, 2, identity_.host};
  endpoint.port = 5060;
  endpoint.family = Family::ipv4;
  return endpoint;
}

void Party::drain() noexcept {
  while (const auto event = stack_->next_event()) {
    bridge_->deliver(*clock_, *event);
  }
}

void Party::act() noexcept {
  answer_at_ = never;
  check("answerCall", bridge_->answerCall(*clock_, ringing_));
}

void Party::call(std::string_view uri) noexcept {
  check("call", bridge_->call(*clock_, uri));
}

void Party::refer(std::string_view target) noexcept {
  check("refer", bridge_->refer(*clock_, connected_[0], target));
}

void Party::refer_to_second_call() noexcept {
  check("attendedRefer", bridge_->attendedRefer(*clock_, connected_[0], connected_[1]));
}

void Party::hold() noexcept {
  check("hold", bridge_->hold(*clock_, connected_[0]));
}

void Party::take_off_hold() noexcept {
  check("unHold", bridge_->unHold(*clock_, connected_[0]));
}

void Party::hang_up_all() noexcept {
  while (connected_count_ != 0) {
    hang_up(connected_[0]);
  }
}

Int32 Party::onReceivedRefer(Int32, Int32, Int32 sessionId, Int32 referId, std::string_view,
                             std::string_view, std::string_view referSipMessage) {
  hear(Callback::received_refer, sessionId);
  if (manners_.refer_status == 200) {
    check("acceptRefer", bridge_->acceptRefer(*clock_, referId, referSipMessage));
  } else {
    check("rejectRefer", bridge_->rejectRefer(*clock_, referId, manners_.refer_status));
  }
  return 0;
}

Int32 Party::onReferAccepted(Int32, Int32, Int32 sessionId) {
  hear(Callback::refer_accepted, sessionId);
  return 0;
}

Int32 Party::onReferRejected(Int32, Int32, Int32 sessionId, std::string_view reason, Int32 code) {
  hear(Callback::refer_rejected, sessionId, reason, code);
  return 0;
}

Int32 Party::onTransferTrying(Int32, Int32, Int32 sessionId) {
  hear(Callback::transfer_trying, sessionId);
  return 0;
}

Int32 Party::onTransferRinging(Int32, Int32, Int32 sessionId) {
  hear(Callback::transfer_ringing, sessionId);
  return 0;
}

Int32 Party::onACTVTransferSuccess(Int32, Int32, Int32 sessionId) {
  hear(Callback::transfer_success, sessionId);
  hang_up(sessionId);
  return 0;
}

Int32 Party::onACTVTransferFailure(Int32, Int32, Int32 sessionId, std::string_view reason,
                                   Int32 code) {
  hear(Callback::transfer_failure, sessionId, reason, code);
  return 0;
}

Int32 Party::onInviteIncoming(Int32, Int32, Int32 sessionId, std::string_view, std::string_view,
                              std::string_view) {
  if (manners_.call_status == 200) {
    check("ringCall", bridge_->ringCall(*clock_, sessionId));
    ringing_ = sessionId;
    answer_at_ = *clock_ + answer_after;
  } else {
    check("rejectCall", bridge_->rejectCall(*clock_, sessionId, manners_.call_status));
  }
  return 0;
}

Int32 Party::onInviteConnected(Int32, Int32, Int32 sessionId) {
  if (connected_count_ < connected_.size()) {
    connected_[connected_count_++] = sessionId;
  }
  return 0;
}

Int32 Party::onInviteClosed(Int32, Int32, Int32 sessionId) {
  forget(sessionId);
  return 0;
}

Int32 Party::onInviteUpdated(Int32, Int32, Int32, std::string_view) {
  ++updates_;
  return 0;
}

Int32 Party::onRemoteHold(Int32, Int32, Int32) {
  ++remote_holds_;
  return 0;
}

Int32 Party::onRemoteUnHold(Int32, Int32, Int32) {
  ++remote_unholds_;
  return 0;
}

void Party::hear(Callback callback, Int32 sessionId, std::string_view reason, Int32 code) noexcept {
  Line line;
  start_line(line, *clock_, identity_.name);
  line << device::name(callback);
  line.column(42) << "session " << sessionId;
  if (code != 0 || !reason.empty()) {
    line << ", " << code << " " << reason;
  }
  if (!transfer_.hear(callback, code)) {
    blameless_ = false;
    line << "  FAILED: out of order";
  }
}

void Party::check(std::string_view command, Int32 result) noexcept {
  if (result >= 0) {
    return;
  }
  blameless_ = false;
  Line line;
  start_line(line, *clock_, identity_.name);
  // The number alone: the text of every SdkError would take 2.6 KiB of flash.
  line << "FAILED: " << command << " gave " << result;
}

void Party::hang_up(Int32 session) noexcept {
  check("hangUp", bridge_->hangUp(*clock_, session));
  forget(session);
}

void Party::forget(Int32 session) noexcept {
  Int32* const end = connected_.data() + connected_count_;
  connected_count_ =
      static_cast<std::size_t>(std::remove(connected_.data(), end, session) - connected_.data());
}

}  // namespace baton::device
