#include "src/refer/notifier.hpp"

#include "src/base/canary.hpp"

namespace baton::core {

bool ends_usage(std::uint16_t status) noexcept {
  return status == 404 || status == 405 || status == 410 || status == 416 ||
         (status >= 480 && status <= 485) || status == 489 || status == 501 || status == 604;
}

namespace {

bool is_18x(std::uint16_t status) noexcept {
  return status >= 180 && status < 190;
}

std::uint16_t bit_of(std::uint16_t status_18x) noexcept {
  return static_cast<std::uint16_t>(1u << (status_18x - 180));
}

bool told(const Notifier& notifier, std::uint16_t status) noexcept {
  if (is_18x(status)) return (notifier.told_18x & bit_of(status)) != 0;
  return status < 200 && status <= notifier.told_other;
}

void note_told(Notifier& notifier, std::uint16_t status) noexcept {
  if (is_18x(status)) notifier.told_18x = static_cast<std::uint16_t>(notifier.told_18x | bit_of(status));
  else if (status < 200 && status > notifier.told_other) notifier.told_other = status;
}

void note_untold(Notifier& notifier, std::uint16_t status) noexcept {
  if (is_18x(status)) notifier.told_18x = static_cast<std::uint16_t>(notifier.told_18x & ~bit_of(status));
  else if (status > 100 && status == notifier.told_other) --notifier.told_other;
}

}  // namespace

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
  if (!last && is_18x(notifier.newest) && is_18x(notifier.sent)) {
    const Time next = notifier.sent_at + timing.notify_gap;  // RFC 3515 3.10: no flood of ringing
    if (now < next) return {.send = false, .ask_again = next};
  }
  return {.send = true, .ask_again = never};
}

void on_sent(Notifier& notifier, Time now) noexcept {
  notifier.sent = notifier.newest;
  note_told(notifier, notifier.newest);
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
  if (told(notifier, status)) return;
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

void hurry(Notifier& notifier) noexcept {
  notifier.not_before = Time{INT64_MIN};
}

namespace {

/// The state that was refused goes once more.
NotifyAnswer put_off(Notifier& notifier, Microseconds wait, Time latest, Time now) noexcept {
  note_untold(notifier, notifier.sent);
  notifier.sent = 0;
  notifier.end_sent = false;
  const Time then = now + wait;
  notifier.not_before = then < latest ? then : latest;
  return NotifyAnswer::kept;
}

}  // namespace

NotifyAnswer on_answer(Notifier& notifier, const NotifyReply& reply, const TransfereeTiming& timing, Time latest,
                       Time now) noexcept {
  const std::uint16_t status = reply.status;
  notifier.unanswered = false;
  if (status < 300) return notifier.end_sent ? NotifyAnswer::finished : NotifyAnswer::kept;
  if (status == 408 || ends_usage(status)) return NotifyAnswer::removed;
  // RFC 5057 5.1 notes 13 and 17: the subscription survives; the newest state goes again later.
  const bool asks_for_patience =
      reply.retry_after != 0 && (status == 500 || status == 503 || status == 600 || status == 603);
  if (sings(Canary::impatient_notifier) && notifier.end_sent) return NotifyAnswer::finished;
  if (notifier.end_sent && now >= latest) return NotifyAnswer::finished;
  if (asks_for_patience && notifier.tries < timing.notify_retries && notifier.tries != UINT8_MAX) {
    ++notifier.tries;
    const Microseconds wait = seconds(reply.retry_after);
    return put_off(notifier, wait < timing.retry_after_max ? wait : timing.retry_after_max, latest, now);
  }
  if (!notifier.end_sent) return NotifyAnswer::kept;
  if (notifier.resent) return NotifyAnswer::finished;
  notifier.resent = true;
  return put_off(notifier, timing.notify_again, latest, now);
}

NotifyAnswer on_late_answer(std::uint16_t status) noexcept {
  return ends_usage(status) ? NotifyAnswer::removed : NotifyAnswer::kept;
}

}  // namespace baton::core
