// The notifier's machine: which state of the referred call is reported when (RFC 3515 2.4.4 to 2.4.7,
// RFC 6665 4.2). Pure; outcome table 2.2. One NOTIFY unanswered at a time, the newest state waits.
#pragma once

#include <cstdint>

#include "baton/timing.hpp"

namespace baton::core {

/// Why the subscription ends, as Subscription-State names it (RFC 6665 4.1.3).
enum class SubscriptionEnd : std::uint8_t { none, noresource, timeout, rejected };

struct Notifier {
  std::uint16_t newest = 100;                   ///< the status to report
  std::uint16_t sent = 0;                       ///< that of the last NOTIFY
  std::uint16_t told_18x = 0;                   ///< bit n: 180 + n has been reported
  std::uint16_t told_other = 100;               ///< the highest other 1xx that has: none is registered, and they
                                                ///< are told in rising order alone
  SubscriptionEnd end = SubscriptionEnd::none;  ///< set: the next NOTIFY is the last
  bool end_sent = false;
  bool unanswered = false;
  bool present_wanted = false;  ///< a SUBSCRIBE asks for the present state, new or not
  bool pending = false;         ///< nobody has decided yet (RFC 6665 4.2.1.3)
  bool resent = false;          ///< a final state went once more
  std::uint8_t tries = 0;       ///< resends after Retry-After: `notify_retries` at most, and 255
  std::uint8_t serial = 0;      ///< of the last NOTIFY: tells its answer from a late one to an earlier
  Time sent_at{};
  Time not_before{INT64_MIN};  ///< Retry-After, or the pause before a final state's resend
};

/// What to do now, or when to ask again.
struct NotifierStep {
  bool send = false;
  Time ask_again = never;
};
NotifierStep next_step(const Notifier&, const TransfereeTiming&, Time now) noexcept;

/// A NOTIFY was sent with the present state.
void on_sent(Notifier&, Time now) noexcept;

/// A new state of the referred call: 101 to 198 once each, though forks ring in turn; 199 and 100 never; 200 to 699
/// as the last.
void on_progress(Notifier&, std::uint16_t status) noexcept;
/// The subscription ends with the state that is newest.
void on_end(Notifier&, SubscriptionEnd why) noexcept;
/// Somebody said yes or no at last, where the REFER was accepted before (outcome table 2.1, `pending`).
void on_activation(Notifier&) noexcept;
void on_denial(Notifier&) noexcept;
/// A subscription that was ended and may begin anew keeps the state alone (RFC 7614 4.7).
void on_resubscription(Notifier&) noexcept;

/// Nothing is put off any more.
void hurry(Notifier&) noexcept;

/// What an answer to a NOTIFY means for the subscription.
enum class NotifyAnswer : std::uint8_t {
  kept,      ///< go on with `next_step`
  removed,   ///< RFC 6665 4.2.2: it is gone
  finished,  ///< the last NOTIFY has its answer
};
struct NotifyReply {
  std::uint16_t status = 0;       ///< 408 stands for timer F, 503 for a transport error
  std::uint32_t retry_after = 0;  ///< seconds, whatever the peer says; 0: header absent
};
/// Nothing is put off beyond `latest`, and a last NOTIFY refused then is not sent again: a peer does not keep a
/// subscription alive by refusing what ends it.
NotifyAnswer on_answer(Notifier&, const NotifyReply&, const TransfereeTiming&, Time latest, Time now) noexcept;
/// The same for a NOTIFY that a later one has overtaken: only the end of the subscription counts.
NotifyAnswer on_late_answer(std::uint16_t status) noexcept;

/// The statuses that end the subscription when they answer a NOTIFY, and that must not answer a
/// REFER inside a dialog (RFC 5057 5.1, RFC 6665 4.2.2).
bool ends_usage(std::uint16_t status) noexcept;

}  // namespace baton::core
