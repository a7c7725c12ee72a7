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
  bool inferred = false;  ///< accepted without a 2xx (row 9)
  bool trying_raised = false;
  bool ringing_raised = false;
  bool held = false;  ///< a NOTIFY came before the 2xx (row 7)
  bool held_trying = false;
  bool held_ringing = false;
  bool bye_from_peer = false;
  Report held_last;  ///< final status, or how the reports ended
  std::uint8_t glare_tries = 0;
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
};

/// Row 2, the beginning: the REFER waits while a re-INVITE is open.
TransferorEffects hold_back(Transferor&, const TransferorRules&) noexcept;
/// Row 2: the re-INVITE is done. Nothing for a REFER that is not held.
TransferorEffects on_reinvite_done(Transferor&) noexcept;
/// Row 4: the call ended before the REFER was sent.
TransferorEffects on_held_call_over(Transferor&) noexcept;

/// Rows 5, 6, 8, 9, 10, 12, 23. `status` 408 stands for timer F too, 503 with `transport` for an error.
TransferorEffects on_refer_response(Transferor&, const TransferorRules&, std::uint16_t status,
                                    Cause cause) noexcept;
/// Rows 7, 19 to 22.
TransferorEffects on_report(Transferor&, const TransferorRules&, const Report&) noexcept;
/// Rows 2, 9, 18, 28, and the resend of row 10.
TransferorEffects on_phase_timer(Transferor&, const TransferorRules&) noexcept;
/// Row 29.
TransferorEffects on_give_up(Transferor&, const TransferorRules&) noexcept;
/// Rows 13, 24, 25, and `grace_bye` of row 28.
TransferorEffects on_call_over(Transferor&, const TransferorRules&, bool by_peer) noexcept;
/// Row 27: expired, or a refresh was refused so that the subscription is gone.
TransferorEffects on_subscription_lost(Transferor&, const TransferorRules&) noexcept;
/// Row 31.
TransferorEffects on_shutdown(Transferor&, const TransferorRules&) noexcept;

}  // namespace baton::core
