#include "src/trace/rule.hpp"

namespace baton::trace {
namespace {

/// The first row that fits counts. `none` stands for any cause, as no event has the kind `none`.
struct Row {
  EventKind kind;
  Cause cause;
  bool any_cause;
  CausedBy by;  ///< `nothing`: whatever is behind it
  Rule rule;
};

constexpr Row row(EventKind kind, Cause cause, Rule rule, CausedBy by = CausedBy::nothing) {
  return {kind, cause, false, by, rule};
}
constexpr Row other(EventKind kind, Rule rule) {
  return {kind, Cause::message, true, CausedBy::nothing, rule};
}

using enum EventKind;

constexpr Row rows[] = {
    // A REFER of ours: outcome table 1.
    row(refer_accepted, Cause::inferred,
        {"a NOTIFY came and no 2xx: the 2xx was lost", "row 9", "RFC 6665 4.1.2"}),
    other(refer_accepted, {"a 2xx accepts the REFER, 200 and 202 alike", "row 6", "RFC 7647 5"}),
    row(refer_rejected, Cause::timeout,
        {"nothing answered the REFER within 64*T1; the call stands", "row 12", "RFC 3261 8.1.3.1"}),
    row(refer_rejected, Cause::transport,
        {"the REFER could not be sent; the call stands", "row 12", "RFC 3261 8.1.3.1"}),
    row(refer_rejected, Cause::bye, {"the call ended before the REFER had left", "row 4", "ours"}),
    row(refer_rejected, Cause::local, {"the call ended before the REFER had left", "row 4", "ours"}),
    row(refer_rejected, Cause::leg_failed,
        {"the consultation call ended before the REFER had left", "row 4", "ours"}),
    row(refer_rejected, Cause::cancelled_reports,
        {"the application gave up before the REFER had left", "row 4", "ours"}),
    row(refer_rejected, Cause::no_resource, {"no room for the REFER", "row 4", "ours"}),
    row(refer_rejected, Cause::shutdown, {"orderly shutdown", "row 31", "ours"}),
    other(refer_rejected,
          {"a final answer refuses the REFER; the call stands", "row 8", "RFC 3515 2.4.2"}),
    other(transfer_trying, {"a report: the referred call is being set up", "row 19", "RFC 3515 2.4.5"}),
    other(transfer_ringing, {"a report: the target rings", "row 19", "RFC 3515 2.4.5"}),
    row(transfer_succeeded, Cause::replaced_ended,
        {"the target ended the replaced call, which it may only after its 2xx", "verdict 1.4 a",
         "RFC 3891 3"}),
    row(transfer_succeeded, Cause::bye_means_success,
        {"the transferee hung up, which this profile takes for success", "verdict 1.4 b", "ours"}),
    row(transfer_succeeded, Cause::no_reports_wanted,
        {"accepted, and no reports were asked for", "row 14", "RFC 7614 5.3"}),
    other(transfer_succeeded, {"a final report: the target answered", "row 20", "RFC 3515 2.4.5"}),
    row(transfer_failed, Cause::denied,
        {"the subscription was ended as refused", "row 21", "RFC 3515 2.4.7"}),
    row(transfer_failed, Cause::no_report,
        {"accepted, but no NOTIFY came within 64*T1", "row 18", "RFC 6665 4.1.2.4"}),
    row(transfer_failed, Cause::reports_ended,
        {"the reports ended without a final status", "row 28", "ours"}),
    row(transfer_failed, Cause::gave_up, {"no outcome within the time given", "row 29", "ours"}),
    row(transfer_failed, Cause::peer_hung_up,
        {"the transferee hung up while the outcome was unknown", "row 28", "ours"}),
    row(transfer_failed, Cause::cancelled_reports,
        {"the application ended the reports; the referred call may go on", "row 30", "RFC 3515 2.4.4"}),
    row(transfer_failed, Cause::no_reports_wanted,
        {"accepted, and no reports were asked for", "row 14", "RFC 7614 5.3"}),
    row(transfer_failed, Cause::shutdown, {"orderly shutdown", "row 31", "ours"}),
    row(transfer_failed, Cause::message,
        {"the REFER was refused after all, though a NOTIFY had come", "row 23", "ours"},
        CausedBy::response),
    row(transfer_failed, Cause::message,
        {"a final report: the target was not reached; the call stands", "row 21", "RFC 3515 2.4.5"}),
    other(transfer_failed, {"the outcome stays unknown; the call stands", "verdict 1.4 c", "ours"}),

    // A REFER that we received: outcome table 2.
    other(refer_received,
          {"all checks are passed; the application decides", "table 2.1", "RFC 3515 2.4.2"}),
    other(refer_refused,
          {"a check refused the REFER, so the application is not asked", "table 2.1", "RFC 3515 2.4.2"}),
    row(referral_ended, Cause::decision_time_over,
        {"nobody decided in time: silence counts as denial", "table 2.1", "RFC 4320 4.2"}),
    row(referral_ended, Cause::bye,
        {"the transferor hung up before anybody had decided", "table 2.1", "RFC 3261 15.1.2"}),
    row(referral_ended, Cause::local, {"the application refused", "table 2.1", "RFC 3515 2.4.2"}),
    row(referral_ended, Cause::shutdown, {"orderly shutdown", "table 2.2", "ours"}),
    other(referral_ended, {"the last report is done", "table 2.2", "RFC 3515 2.4.7"}),

    // A call that replaces another: outcome table 3.
    other(call_replacing, {"an INVITE with Replaces is honoured", "table 3", "RFC 3891 3"}),
    row(call_ended, Cause::replaced,
        {"another call replaced this one, after its 2xx", "table 3", "RFC 3891 3"}),

    // Calls.
    other(call_incoming, {"an INVITE outside of every dialog", "", "RFC 3261 13.3.1"}),
    other(call_trying, {"the INVITE is being worked on", "", "RFC 3261 13.2.2.1"}),
    other(call_ringing, {"a provisional answer", "", "RFC 3261 13.2.2.1"}),
    other(call_progress, {"a provisional answer", "", "RFC 3261 13.2.2.1"}),
    other(call_answered, {"a 2xx accepts the INVITE", "", "RFC 3261 13.2.2.4"}),
    other(call_connected, {"the 2xx has its ACK", "", "RFC 3261 13.2.2.4"}),
    other(call_updated, {"the peer changed the session", "", "RFC 3261 14.2"}),
    other(call_held, {"the peer's offer takes our media off", "", "RFC 3264 8.4"}),
    other(call_resumed, {"the peer's offer takes our media again", "", "RFC 3264 8.4"}),
    other(call_modified, {"our re-INVITE is answered", "", "RFC 3261 14.1"}),
    row(call_ended, Cause::bye, {"the peer hung up", "", "RFC 3261 15.1.2"}),
    row(call_ended, Cause::cancel, {"the caller cancelled", "", "RFC 3261 9.2"}),
    row(call_ended, Cause::local, {"the application ended it", "", "RFC 3261 15.1.1"}),
    row(call_ended, Cause::message, {"a final answer refuses the INVITE", "", "RFC 3261 13.2.2.3"}),
    row(call_ended, Cause::timeout, {"nothing answered the INVITE", "", "RFC 3261 17.1.1.2"}),
    row(call_ended, Cause::no_ack, {"the 2xx was never acknowledged", "", "RFC 3261 13.3.1.4"}),
    row(call_ended, Cause::transport, {"what was sent did not arrive", "", "RFC 3261 17.1.4"}),
    row(call_ended, Cause::expired, {"the time for an answer is over", "", "RFC 3261 13.3.1"}),
    row(call_ended, Cause::usage_lost, {"the peer has lost the call", "", "RFC 5057 5.1"}),
    other(call_ended, {"the call is over", "", "RFC 3261 15"}),
};

}  // namespace

Rule rule_of(EventKind kind, Cause cause, CausedBy by) noexcept {
  for (const Row& row : rows) {
    if (row.kind == kind && (row.any_cause || row.cause == cause) &&
        (row.by == CausedBy::nothing || row.by == by)) {
      return row.rule;
    }
  }
  return {"nothing happened", "", "ours"};
}

std::string reference(const Rule& rule) {
  std::string result(rule.row);
  result += rule.row.empty() ? "" : ", ";
  result += rule.basis;
  return result;
}

}  // namespace baton::trace
