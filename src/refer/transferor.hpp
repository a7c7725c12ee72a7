// The transferor's machine: what each input makes of one REFER of ours. Pure: a state and an input
// give effects. Rows are those of the outcome table, whose contract is: exactly one of
// accepted/rejected, first; trying and ringing at most once, in that order, after accepted; then
// exactly one of succeeded/failed, last.
#pragma once

#include <array>
#include <cstdint>

#include "baton/event.hpp"
#include "baton/timing.hpp"

namespace baton::core {

/// What a NOTIFY says (RFC 3515 2.4.5, RFC 6665 4.1.3), read by `read_report`.
struct Report {
  std::uint16_t status = 0;  ///< of the sipfrag; 0: none to be had
  bool terminated = false;
  bool denied = false;  ///< terminated with reason rejected or giveup
};

/// What the one phase timer of a transfer is waiting for.
enum class Wait : std::uint8_t { nothing, hold_back, no_report, overtake, grace, grace_bye, glare };

struct Transferor {
  TransferState state = TransferState::sent;
  Wait wait = Wait::nothing;
  bool inferred : 1 = false;  ///< accepted without a 2xx (row 9)
  bool trying_raised : 1 = false;
  bool ringing_raised : 1 = false;
  bool held : 1 = false;  ///< a NOTIFY came before the 2xx (row 7)
  bool held_trying : 1 = false;
  bool held_ringing : 1 = false;
  bool bye_from_peer : 1 = false;
  bool replaced_ended : 1 = false;  ///< attended: the target ended the replaced call by BYE (verdict 1.4 a)
  bool cancel_wanted : 1 = false;   ///< row 30, while Sent
  /// The REFER may have forked: until N has run out more subscriptions may come, and one that failed does
  /// not decide (RFC 3515 3.9).
  bool forking : 1 = false;
  /// The caller's to set before `on_report`, `on_phase_timer` and `on_subscription_lost`: the subscription of
  /// another fork than the one concerned lives.
  bool forks_live : 1 = false;
  bool fork_failed : 1 = false;  ///< a fork did, with `fork_status`
  Cause fork_cause = Cause::message;
  std::uint8_t glare_tries = 0;
  std::uint16_t fork_status = 0;
  Report held_last;  ///< final status, or how the reports ended
};

/// What follows from one input. Raises come in order.
struct TransferorEffects {
  struct Raise {
    EventKind kind = EventKind::none;
    Cause cause = Cause::message;
    std::uint16_t status = 0;
  };
  std::array<Raise, 4> raises{};
  std::uint8_t raise_count = 0;
  enum class PhaseTimer : std::uint8_t { keep, stop, arm, shorten } phase_timer = PhaseTimer::keep;
  Microseconds phase_length = 0;  ///< for `arm`, and at most this for `shorten`
  bool arm_give_up = false;
  bool resend_on_phase_timer = false;  ///< glare: the caller draws the interval of RFC 3261 14.1
  bool send_refer_again = false;       ///< the glare interval is over, or what held the REFER back
  bool unsubscribe_later = false;      ///< `unsubscribe_after`
  bool unsubscribe_now = false;
  bool ended = false;  ///< the last raise is in `raises`; stop all timers
};

/// Timing and profile, as the machine needs them.
struct TransferorRules {
  TransferorTiming timing;
  Microseconds no_report = seconds(32);  ///< N: 64*T1 (RFC 6665 4.1.2.4)
  bool bye_means_success = false;
  bool replaced_bye_means_success = true;
  bool no_reports_mean_success = false;
};

/// Row 2, the beginning: the REFER waits while a re-INVITE is open.
TransferorEffects hold_back(Transferor&, const TransferorRules&) noexcept;
/// Row 3, the beginning: it waits for the consultation call, as long as that rings.
void hold_for_leg(Transferor&) noexcept;
/// Row 3: that call was answered. Nothing for a REFER that is not held.
TransferorEffects on_leg_ready(Transferor&) noexcept;
/// Row 4: the call, or the leg that it waited for, ended before the REFER was sent.
TransferorEffects on_held_over(Transferor&, std::uint16_t status, Cause cause) noexcept;

/// Rows 5, 6, 8, 9, 10, 12, 14, 23. `status` 408 stands for timer F too, 503 with `transport` for an error.
/// `no_reports`: it is a 2xx that promises that none will come, as was asked for.
TransferorEffects on_refer_response(Transferor&, const TransferorRules&, std::uint16_t status, Cause cause,
                                    bool no_reports = false) noexcept;
/// Rows 7, 19 to 22.
TransferorEffects on_report(Transferor&, const TransferorRules&, const Report&) noexcept;
/// Rows 2, 9, 18, 28, and the resend of row 10.
TransferorEffects on_phase_timer(Transferor&, const TransferorRules&) noexcept;
/// Row 29.
TransferorEffects on_give_up(Transferor&, const TransferorRules&) noexcept;
/// Rows 13, 24, 25, and `grace_bye` of row 28.
TransferorEffects on_call_over(Transferor&, const TransferorRules&, bool by_peer) noexcept;
/// The replaced call is over: verdict 1.4 (a). Nothing before the REFER was sent.
void on_replaced_over(Transferor&, bool by_peer) noexcept;
/// Rows 17 and 27: expired, or a SUBSCRIBE was refused so that the subscription is gone.
TransferorEffects on_subscription_lost(Transferor&, const TransferorRules&) noexcept;
/// Row 30. In Sent it waits for the REFER's answer.
TransferorEffects on_cancel(Transferor&, const TransferorRules&) noexcept;
/// Row 31.
TransferorEffects on_shutdown(Transferor&, const TransferorRules&) noexcept;

/// Whether a NOTIFY may make one more dialog of this REFER out of dialog (outcome table 1.3): before its
/// first one, and where it may have forked until N has run out.
bool takes_new_fork(const Transferor&, bool first) noexcept;

}  // namespace baton::core
