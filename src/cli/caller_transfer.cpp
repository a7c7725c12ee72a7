// The transfers of `baton call`: how they are asked for, and what became of them.
#include <algorithm>

#include <fmt/format.h>

#include "src/cli/caller.hpp"
#include "src/cli/exit_code.hpp"
#include "src/trace/printable_text.hpp"

namespace baton::cli {
namespace {

using trace::printable;

/// Of a stranger's words in our own sentences.
constexpr std::size_t reason_width = 100;

}  // namespace

std::string why_of(const Callback& callback) {
  return fmt::format("{} {}", callback.code, printable(callback.reason, reason_width));
}

void Caller::ask_for_transfer() {
  const Int32 result = send_refer();
  if (result < 0) {
    finish(exit_failed, fmt::format("cannot ask for the transfer: {}", sdk_error_text(result)));
    return;
  }
  for (const std::string& target : command_.also) {
    ask_also(target);
  }
}

/// A REFER beside the first: by its id, as the callbacks tell of one alone.
void Caller::ask_also(const std::string& target) {
  const BegunTransfer begun = agent_.beginTransfer(session_, no_session, target, refer_);
  printer_.action("beginTransfer", session_, to_int(begun.error));
  if (begun) {
    others_.push_back({begun.id, target});
  } else {
    worst_ = {exit_failed, fmt::format("cannot ask for the transfer to {}: {}", printable(target),
                                       sdk_error_text(to_int(begun.error)))};
  }
}

void Caller::onEvent(Time now, Int32 sessionId, const Event& event) {
  printer_.onEvent(now, sessionId, event);
  const auto other = std::ranges::find(others_, event.transfer, &Other::id);
  if (other == others_.end()) {
    return;
  }
  printer_.event("event", fmt::format("{} session={} to={} status={} reason={}", name(event.kind), sessionId,
                                      in_quotes(other->target), event.status, in_quotes(event.reason)));
  const bool rejected = event.kind == EventKind::refer_rejected;
  const bool given_up = cancelled_ && event.status == 487;
  if (rejected || (event.kind == EventKind::transfer_failed && !given_up)) {
    worst_ = {rejected ? exit_refer_rejected : exit_transfer_failed,
              fmt::format("the transfer to {} failed: {} {}", printable(other->target), event.status,
                          printable(event.reason, reason_width))};
  } else if (event.kind != EventKind::transfer_succeeded && event.kind != EventKind::transfer_failed) {
    return;
  }
  others_.erase(other);
  finish_all();
}

/// What became of the REFER that the callbacks tell of.
void Caller::done(int code, const std::string& why) {
  first_ = {code, why};
  finish_all();
}

/// Once each has its outcome: the first's, unless it alone succeeded.
void Caller::finish_all() {
  if (first_ && others_.empty()) {
    const Outcome& outcome = first_->code == exit_success && worst_ ? *worst_ : *first_;
    finish(outcome.code, outcome.why);
  }
}

/// In the form that was asked for; the command's result.
Int32 Caller::send_refer() {
  Int32 result = 0;
  std::string_view name = "refer";
  if (command_.outside) {
    name = "outOfDialogRefer";
    const std::string to = command_.attended ? std::string() : command_.refer;
    const Int32 replaced = command_.attended ? consultation_ : no_session;
    result = agent_.outOfDialogRefer(replaced, command_.method, command_.target, to);
  } else if (!command_.attended) {
    result = agent_.refer(session_, command_.refer);
  } else {
    name = "attendedRefer2";
    result = agent_.attendedRefer2(session_, consultation_, command_.method, command_.request_uri);
  }
  printer_.action(name, asked_session(), result);
  asked_ = result == 0;
  if (asked_ && command_.cancel_after >= 0) {
    after(command_.cancel_after, [this] {
      const Int32 ended = agent_.cancelTransfer(asked_session());
      printer_.action("cancelTransfer", asked_session(), ended);
      cancelled_ = ended == 0;
      for (const Other& other : others_) {
        printer_.action("cancelTransfer", session_, agent_.cancelTransfer(other.id));
      }
    });
  }
  return result;
}

/// Where what becomes of our REFER is told.
Int32 Caller::asked_session() const noexcept {
  return command_.outside && command_.attended ? consultation_ : session_;
}

bool Caller::is_outcome(const Callback& callback) const noexcept {
  return callback.session == asked_session() &&
         (callback.kind == CallbackKind::refer_rejected || callback.kind == CallbackKind::transfer_failure ||
          callback.kind == CallbackKind::transfer_success);
}

void Caller::on_outcome(const Callback& callback) {
  if (callback.kind == CallbackKind::refer_rejected) {
    refer_rejected(callback);
  } else if (callback.kind == CallbackKind::transfer_failure) {
    transfer_failed(callback);
  } else {
    done(exit_success, "transferred");
  }
}

void Caller::refer_rejected(const Callback& callback) {
  if (printer_.received() == 0) {
    done(exit_no_answer, fmt::format("no answer from {}: {}", printable(command_.target), why_of(callback)));
    return;
  }
  done(exit_refer_rejected, fmt::format("the peer refused to be transferred: {}", why_of(callback)));
}

void Caller::transfer_failed(const Callback& callback) {
  if (cancelled_ && callback.code == 487) {
    done(exit_success, "the outcome is not waited for");
    return;
  }
  done(exit_transfer_failed,
       fmt::format("the transfer to {} failed: {}", printable(command_.refer), why_of(callback)));
}

}  // namespace baton::cli
