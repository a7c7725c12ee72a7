// The public face of an agent: each command goes where the Stack may be used.
#include <string>

#include "src/sdk/agent.hpp"

namespace baton {

Agent::Agent(SIPCallbackEvents& callbacks, AgentOptions options)
    : impl_(std::make_shared<Impl>(callbacks, std::move(options), nullptr)) {}

Agent::Agent(SIPCallbackEvents& callbacks, AgentOptions options, asio::io_context& context)
    : impl_(std::make_shared<Impl>(callbacks, std::move(options), &context)) {}

Agent::~Agent() {
  impl_->abandon();
}

std::error_code Agent::start() {
  return impl_->start();
}

Int32 Agent::stop() {
  return impl_->stop();
}

bool Agent::running() const noexcept {
  return impl_->running();
}

Int32 Agent::call(std::string_view callee, const CallOptions& options) {
  return impl_->command(
      [&](CallbackBridge& bridge, Time now) { return bridge.call(now, callee, options); });
}

Int32 Agent::pickup(std::string_view callee, std::string_view dialog) {
  std::string replaces(dialog);
  if (!replaces.empty() && replaces.find(";early-only") == std::string::npos) {
    replaces += ";early-only";
  }
  if (replaces.empty()) {
    return to_int(SdkError::argument_incorrect);
  }
  return call(callee, {.replaces = replaces});
}

Int32 Agent::ringCall(Int32 sessionId, Int32 code) {
  return impl_->command(
      [&](CallbackBridge& bridge, Time now) { return bridge.ringCall(now, sessionId, code); });
}

Int32 Agent::answerCall(Int32 sessionId) {
  return impl_->command(
      [&](CallbackBridge& bridge, Time now) { return bridge.answerCall(now, sessionId); });
}

Int32 Agent::rejectCall(Int32 sessionId, Int32 code) {
  return impl_->command(
      [&](CallbackBridge& bridge, Time now) { return bridge.rejectCall(now, sessionId, code); });
}

Int32 Agent::hangUp(Int32 sessionId) {
  return impl_->command(
      [&](CallbackBridge& bridge, Time now) { return bridge.hangUp(now, sessionId); });
}

Int32 Agent::refer(Int32 sessionId, std::string_view referTo) {
  return impl_->command(
      [&](CallbackBridge& bridge, Time now) { return bridge.refer(now, sessionId, referTo); });
}

Int32 Agent::hold(Int32 sessionId) {
  return impl_->command(
      [&](CallbackBridge& bridge, Time now) { return bridge.hold(now, sessionId); });
}

Int32 Agent::unHold(Int32 sessionId) {
  return impl_->command(
      [&](CallbackBridge& bridge, Time now) { return bridge.unHold(now, sessionId); });
}

Int32 Agent::attendedRefer(Int32 sessionId, Int32 replaceSessionId, std::string_view referTo) {
  return impl_->command([&](CallbackBridge& bridge, Time now) {
    return bridge.attendedRefer(now, sessionId, replaceSessionId, referTo);
  });
}

Int32 Agent::attendedRefer2(Int32 sessionId, Int32 replaceSessionId, std::string_view replaceMethod,
                            std::string_view target, std::string_view referTo) {
  return impl_->command([&](CallbackBridge& bridge, Time now) {
    return bridge.attendedRefer2(now, sessionId, replaceSessionId, replaceMethod, target, referTo);
  });
}

Int32 Agent::outOfDialogRefer(Int32 replaceSessionId, std::string_view replaceMethod,
                              std::string_view target, std::string_view referTo) {
  return impl_->command([&](CallbackBridge& bridge, Time now) {
    return bridge.outOfDialogRefer(now, replaceSessionId, replaceMethod, target, referTo);
  });
}

Int32 Agent::cancelTransfer(Int32 sessionId) {
  return impl_->command(
      [&](CallbackBridge& bridge, Time now) { return bridge.cancelTransfer(now, sessionId); });
}

Int32 Agent::transferState(Int32 sessionId) {
  return impl_->command(
      [&](CallbackBridge& bridge, Time) { return bridge.transferState(sessionId); });
}

BegunTransfer Agent::beginTransfer(Int32 sessionId, Int32 replaceSessionId, std::string_view referTo,
                                   const ReferOptions& options) {
  return impl_->begin([&](CallbackBridge& bridge, Time now) {
    return bridge.beginTransfer(now, sessionId, replaceSessionId, referTo, options);
  });
}

BegunTransfer Agent::beginTransferOutside(Int32 replaceSessionId, std::string_view target,
                                          std::string_view referTo, const ReferOptions& options) {
  return impl_->begin([&](CallbackBridge& bridge, Time now) {
    return bridge.beginTransferOutside(now, replaceSessionId, target, referTo, options);
  });
}

Int32 Agent::cancelTransfer(TransferId transfer) {
  return impl_->command(
      [&](CallbackBridge& bridge, Time now) { return bridge.cancelTransfer(now, transfer); });
}

Int32 Agent::transferState(TransferId transfer) {
  return impl_->command([&](CallbackBridge& bridge, Time) { return bridge.transferState(transfer); });
}

Int32 Agent::allowRefers(Int32 sessionId, bool allowed) {
  return impl_->command([&](CallbackBridge& bridge, Time now) {
    return bridge.allowRefers(now, sessionId, allowed);
  });
}

Int32 Agent::acceptRefer(Int32 referId, std::string_view referSipMessage) {
  return impl_->command([&](CallbackBridge& bridge, Time now) {
    return bridge.acceptRefer(now, referId, referSipMessage);
  });
}

Int32 Agent::rejectRefer(Int32 referId, Int32 code) {
  return impl_->command(
      [&](CallbackBridge& bridge, Time now) { return bridge.rejectRefer(now, referId, code); });
}

std::string Agent::contact_uri() const {
  return impl_->contact_uri();
}

std::uint16_t Agent::local_port() const noexcept {
  return impl_->local_port();
}

Counters Agent::counters() const {
  return impl_->counters();
}

Usage Agent::usage() const {
  return impl_->usage();
}

}  // namespace baton
