#include "src/cli/caller.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "src/cli/agent_start.hpp"
#include "src/cli/command.hpp"
#include "src/cli/console.hpp"
#include "src/cli/exit_code.hpp"
#include "src/trace/printable_text.hpp"

namespace baton::cli {
namespace {

using trace::printable;

int code_of_call(Int32 result) noexcept {
  return result == SdkError::invalid_uri || result == SdkError::unsupported_target ||
                 result == SdkError::no_transport
             ? exit_bad_uri
             : exit_failed;
}

}  // namespace

AgentOptions Caller::heard_by(EventObserver& observer, AgentOptions options) {
  options.observer = &observer;
  return options;
}

Caller::Caller(const CallCommand& command, EventPrinter& printer, AgentOptions options)
    : command_(command),
      printer_(printer),
      address_(options.local_address),
      refer_(options.refer),
      agent_(*this, heard_by(*this, std::move(options)), context_),
      timer_(context_),
      signals_(context_, SIGINT, SIGTERM),
      code_(exit_failed) {}

int Caller::run() {
  if (const int code = start_agent(agent_, address_, command_.port); code != exit_success) {
    return code;
  }
  printer_.event("listening", agent_.contact_uri());
  if (const int code = begin(); code != exit_success) {
    return code;
  }
  signals_.async_wait([this](const std::error_code& error, int) {
    if (!error && ending_) {
      stop();
    } else if (!error) {
      finish(exit_interrupted, "interrupted");
    }
  });
  context_.run();
  return code_;
}

/// Calls, or asks outside of every call.
int Caller::begin() {
  if (command_.outside && command_.attended) {
    session_ = no_session;
    consult();
    return exit_success;
  }
  if (command_.outside) {
    session_ = no_session;
    const Int32 result = send_refer();
    if (result < 0) {
      complain(fmt::format("cannot ask {}: {}", printable(command_.target), sdk_error_text(result)));
    }
    return result < 0 ? code_of_call(result) : exit_success;
  }
  session_ = command_.pickup.empty() ? agent_.call(command_.target)
                                     : agent_.pickup(command_.target, command_.pickup);
  printer_.action(command_.pickup.empty() ? "call" : "pickup", std::max(session_, 0), std::min(session_, 0));
  if (session_ < 0) {
    complain(fmt::format("cannot call {}: {}{}", printable(command_.target), sdk_error_text(session_),
                         session_ == SdkError::no_transport
                             ? "; give an address of the target's family with --local"
                             : ""));
    return code_of_call(session_);
  }
  await_answer(command_.target);
  return exit_success;
}

void Caller::await_answer(const std::string& callee) {
  after(command_.timeout, [this, callee] {
    finish(exit_no_answer, fmt::format("{} did not answer within {} s (--timeout)", printable(callee),
                                       command_.timeout));
  });
}

void Caller::on_callback(const Callback& callback) {
  printer_.callback(callback);
  if (!ending_ && is_outcome(callback)) {
    on_outcome(callback);
    return;
  }
  if (!ending_ && consultation_ > 0 && callback.session == consultation_) {
    on_consultation(callback);
    return;
  }
  if (ending_ || callback.session != session_) {
    refuse(callback);
    return;
  }
  switch (callback.kind) {
    case CallbackKind::invite_connected:
      connected();
      return;
    case CallbackKind::invite_failure:
      call_failed(callback);
      return;
    case CallbackKind::invite_closed:
      closed();
      return;
    case CallbackKind::invite_updated:
      if (std::exchange(holding_, false)) {
        changed();
      }
      return;
    case CallbackKind::hold_failure:
      finish(exit_failed, fmt::format("the peer does not let itself be put on hold: {}", why_of(callback)));
      return;
    case CallbackKind::received_refer:
      refuse(callback);
      return;
    default:
      return;
  }
}

/// Of the call with the refer target.
void Caller::on_consultation(const Callback& callback) {
  switch (callback.kind) {
    case CallbackKind::invite_ringing:
    case CallbackKind::invite_session_progress:
      if (!command_.early.empty() && !asked_) {
        ask_for_transfer();
      }
      return;
    case CallbackKind::invite_connected:
      if (!asked_) {
        timer_.cancel();
        ask_for_transfer();
      } else if (command_.cancel_after < 0) {
        timer_.cancel();
      }
      return;
    case CallbackKind::invite_failure:
    case CallbackKind::invite_closed:
      if (!asked_) {
        finish(exit_transfer_failed,
               fmt::format("{} cannot be asked: {}", printable(command_.refer),
                           callback.code != 0 ? why_of(callback) : std::string("hung up")));
      }
      return;
    default:
      refuse(callback);
      return;
  }
}

/// We came to call, not to be called or sent elsewhere.
void Caller::refuse(const Callback& callback) {
  if (callback.kind == CallbackKind::invite_incoming) {
    const Int32 result = agent_.rejectCall(callback.session, 486);
    printer_.action("rejectCall", callback.session, result);
    if (result < 0 && !ending_ && !asked_ && consultation_ == 0) {
      session_ = callback.session;  // answered already: it has replaced ours, and is ours now
    }
  } else if (callback.kind == CallbackKind::received_refer) {
    printer_.action("rejectRefer", callback.session, agent_.rejectRefer(callback.refer));
  }
}

void Caller::connected() {
  timer_.cancel();
  if (!command_.refer.empty()) {
    after(command_.after, [this] { prepare(); });
  } else if (command_.hold) {
    after(command_.after, [this] { hold(); });
  } else if (command_.hang_up_after >= 0) {
    after(command_.hang_up_after, [this] { finish(exit_success, "hung up"); });
  }
}

/// The steps before a transfer: hold, then the consultation.
void Caller::prepare() {
  command_.hold ? hold() : consult();
}

void Caller::hold() {
  const Int32 result = agent_.hold(session_);
  printer_.action("hold", session_, result);
  holding_ = result == 0;
  if (result < 0) {
    finish(exit_failed, fmt::format("cannot hold the call: {}", sdk_error_text(result)));
  }
}

/// Our hold is done, or its end.
void Caller::changed() {
  held_ = !held_;
  if (held_ && !command_.refer.empty()) {
    consult();
  } else if (held_ && command_.unhold_after >= 0) {
    after(command_.unhold_after, [this] { unhold(); });
  } else if (command_.hang_up_after >= 0) {
    after(command_.hang_up_after, [this] { finish(exit_success, "hung up"); });
  }
}

void Caller::unhold() {
  const Int32 result = agent_.unHold(session_);
  printer_.action("unHold", session_, result);
  holding_ = result == 0;
}

void Caller::consult() {
  if (!command_.attended) {
    ask_for_transfer();
    return;
  }
  consultation_ = agent_.call(command_.refer);
  printer_.action("call", std::max(consultation_, 0), std::min(consultation_, 0));
  if (consultation_ < 0) {
    finish(exit_failed, fmt::format("cannot call {}: {}", printable(command_.refer),
                                    sdk_error_text(consultation_)));
    return;
  }
  await_answer(command_.refer);
}

void Caller::call_failed(const Callback& callback) {
  const std::string why = why_of(callback);
  if (printer_.received() == 0) {
    finish(exit_no_answer,
           fmt::format("no answer from {}: {}; check the address, and that a SIP user agent "
                       "listens there",
                       printable(command_.target), why));
  } else if (callback.code == 408) {
    finish(exit_no_answer, fmt::format("no answer from {}: {}", printable(command_.target), why));
  } else {
    finish(exit_call_rejected, fmt::format("the call was rejected: {}", why));
  }
}

void Caller::closed() {
  if (asked_) {
    return;  // the reports go on: what becomes of the transfer is still to come
  }
  if (command_.refer.empty()) {
    finish(exit_success, "the peer hung up");
  } else {
    finish(exit_hung_up, "the peer hung up before it could be transferred");
  }
}

void Caller::finish(int code, const std::string& why) {
  if (ending_) {
    return;
  }
  ending_ = true;
  code_ = code;
  printer_.event("outcome", fmt::format("code={} {}", code, in_quotes(why)));
  if (code != exit_success) {
    complain(why);
  }
  timer_.cancel();
  if (code == exit_interrupted) {
    stop();
  } else if (held_ && code != exit_success && command_.unhold_after >= 0) {
    after(command_.unhold_after, [this] {
      unhold();
      keep_call();
    });
  } else {
    keep_call();
  }
}

/// What a transfer left stands as long as it is to.
void Caller::keep_call() {
  if (!command_.refer.empty() && command_.hang_up_after > 0) {
    after(command_.hang_up_after, [this] { leave(); });
  } else {
    leave();
  }
}

void Caller::leave() {
  if (command_.linger <= 0) {
    stop();
    return;
  }
  for (const Int32 session : {session_, consultation_}) {
    if (session > 0) {
      printer_.action("hangUp", session, agent_.hangUp(session));
    }
  }
  after(command_.linger, [this] { stop(); });
}

void Caller::stop() {
  printer_.usage(agent_.usage());
  timer_.cancel();
  // A second interrupt ends the process at once.
  std::error_code ignored;
  signals_.clear(ignored);
  signals_.cancel(ignored);
  agent_.stop();
}

void Caller::after(double seconds, std::function<void()> what) {
  timer_.expires_after(to_duration(seconds));
  timer_.async_wait([what = std::move(what)](const std::error_code& error) {
    if (!error) {
      what();
    }
  });
}

}  // namespace baton::cli
