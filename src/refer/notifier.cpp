#include "src/refer/notifier.hpp"

#include "src/base/canary.hpp"

namespace baton::core {

bool ends_usage(std::uint16_t status) noexcept {
  return status == 404 || status == 405 || status == 410 || status == 416 ||
         (status >= 480 && status <= 485) || status == 489 || status == 501 || status == 604;
}

NotifierStep next_step(const Notifier& notifier, const TransfereeTiming& timing, Time now) noexcept {
  const bool last = notifier.end != SubscriptionEnd::none;
  if (last ? notifier.end_sent : notifier.newest == notifier.sent && !notifier.present_wanted) return {};
  if (now < notifier.not_before) return {.send = false, .ask_again = notifier.not_before};
  if (notifier.unanswered) {
    // The last report must not wait for ever behind one that the peer does not answer.
    if (!last) return {};
    const Time overdue = notifier.sent_at + timing.notify_overdue;
    if (now < overdue) return {.send = false, .ask_again = overdue};
  }
  const auto is_18x = [](std::uint16_t status) { return status >= 180 && status < 190; };
  if (!last && is_18x(notifier.newest) && is_18x(notifier.sent)) {
    const Time next = notifier.sent_at + timing.notify_gap;  // RFC 3515 3.10: no flood of ringing
    if (now < next) return {.send = false, .ask_again = next};
  }
  return {.send = true, .ask_again = never};
}

void on_sent(Notifier& notifier, Time now) noexcept {
  notifier.sent = notifier.newest;
  notifier.sent_at = now;
  ++notifier.serial;
  notifier.unanswered = true;
  notifier.present_wanted = false;
  notifier.end_sent = notifier.end != SubscriptionEnd::none;
}

void on_progress(Notifier& notifier, std::uint16_t status) noexcept {
  // A subscription that has run out keeps up with the state: it may be sent again, or asked for again.
  const bool open = notifier.end == SubscriptionEnd::none || notifier.end == SubscriptionEnd::timeout;
  if (!open || notifier.newest >= 200 || status <= 100 || status == 199) return;
  notifier.newest = status;
  if (status >= 200) on_end(notifier, SubscriptionEnd::noresource);  // RFC 3515 2.4.7
}

void on_end(Notifier& notifier, SubscriptionEnd why) noexcept {
  if (notifier.end == SubscriptionEnd::none) notifier.end = why;
}

void on_activation(Notifier& notifier) noexcept {
  notifier.pending = false;
  notifier.present_wanted = true;
}

void on_denial(Notifier& notifier) noexcept {
  notifier.pending = false;
  notifier.newest = 603;
  // A subscription that has run out meanwhile ends as it was told; else as RFC 3515 2.4.7 has it.
  on_end(notifier, SubscriptionEnd::rejected);
}

void on_resubscription(Notifier& notifier) noexcept {
  const std::uint8_t serial = notifier.serial;
  const bool pending = notifier.pending;
  notifier = {.newest = notifier.newest};
  notifier.serial = serial;
  notifier.pending = pending;
  if (notifier.newest >= 200) notifier.end = SubscriptionEnd::noresource;
}

NotifyAnswer on_answer(Notifier& notifier, std::uint16_t status, std::uint32_t retry_after,
                       Time now) noexcept {
  notifier.unanswered = false;
  if (status < 300) return notifier.end_sent ? NotifyAnswer::finished : NotifyAnswer::kept;
  if (status == 408 || ends_usage(status)) return NotifyAnswer::removed;
  // RFC 5057 5.1 notes 13 and 17: the subscription survives; the newest state goes again later.
  const bool asks_for_patience =
      retry_after != 0 && (status == 500 || status == 503 || status == 600 || status == 603);
  if (sings(Canary::impatient_notifier) && notifier.end_sent) return NotifyAnswer::finished;
  if (asks_for_patience && notifier.tries < 3) {
    ++notifier.tries;
    notifier.sent = 0;
    notifier.end_sent = false;
    notifier.not_before = now + seconds(retry_after);
    return NotifyAnswer::kept;
  }
  if (!notifier.end_sent) return NotifyAnswer::kept;
  if (notifier.resent) return NotifyAnswer::finished;
  notifier.resent = true;
  notifier.end_sent = false;
  notifier.not_before = now + seconds(1);
  return NotifyAnswer::kept;
}

NotifyAnswer on_late_answer(std::uint16_t status) noexcept {
  return ends_usage(status) ? NotifyAnswer::removed : NotifyAnswer::kept;
}

}  // namespace baton::core
