// Texts of events and causes.
#include "baton/event.hpp"

namespace baton {

std::string_view cause_text(Cause cause) noexcept {
  switch (cause) {
    case Cause::message: return "answered";
    case Cause::local: return "ended here";
    case Cause::timeout: return "no answer within 64*T1";
    case Cause::transport: return "transport error";
    case Cause::no_ack: return "no ACK within 64*T1";
    case Cause::bye: return "the peer hung up";
    case Cause::cancel: return "cancelled by the caller";
    case Cause::no_resource: return "no room left";
    case Cause::expired: return "time for an answer is over";
    case Cause::decision_time_over: return "nobody decided in time";
    case Cause::inferred: return "inferred from a NOTIFY";
    case Cause::no_report: return "outcome unknown: no NOTIFY within 64*T1";
    case Cause::reports_ended: return "outcome unknown: reports ended without a final status";
    case Cause::gave_up: return "outcome unknown: gave up waiting";
    case Cause::peer_hung_up: return "outcome unknown: the peer hung up";
    case Cause::bye_means_success: return "the peer hung up, which this profile takes for success";
    case Cause::denied: return "the subscription was refused";
    case Cause::shutdown: return "shutdown";
    case Cause::policy: return "refused by policy";
    case Cause::cancelled_reports: return "reports cancelled";
    case Cause::no_reports_wanted: return "outcome unknown: no reports were asked for";
    case Cause::replaced_ended: return "the target ended the replaced call";
    case Cause::leg_failed: return "the consultation call ended";
    case Cause::replaced: return "replaced by another call";
    case Cause::usage_lost: return "the peer has lost the call";
  }
  return "";
}

std::string_view name(EventKind kind) noexcept {
  switch (kind) {
    case EventKind::none: return "none";
    case EventKind::call_incoming: return "call_incoming";
    case EventKind::call_trying: return "call_trying";
    case EventKind::call_ringing: return "call_ringing";
    case EventKind::call_progress: return "call_progress";
    case EventKind::call_answered: return "call_answered";
    case EventKind::call_connected: return "call_connected";
    case EventKind::call_updated: return "call_updated";
    case EventKind::call_held: return "call_held";
    case EventKind::call_resumed: return "call_resumed";
    case EventKind::call_modified: return "call_modified";
    case EventKind::call_replacing: return "call_replacing";
    case EventKind::call_ended: return "call_ended";
    case EventKind::refer_accepted: return "refer_accepted";
    case EventKind::refer_rejected: return "refer_rejected";
    case EventKind::transfer_trying: return "transfer_trying";
    case EventKind::transfer_ringing: return "transfer_ringing";
    case EventKind::transfer_succeeded: return "transfer_succeeded";
    case EventKind::transfer_failed: return "transfer_failed";
    case EventKind::refer_received: return "refer_received";
    case EventKind::referral_ended: return "referral_ended";
    case EventKind::refer_refused: return "refer_refused";
  }
  return "";
}

std::string_view name(Cause cause) noexcept {
  switch (cause) {
    case Cause::message: return "message";
    case Cause::local: return "local";
    case Cause::timeout: return "timeout";
    case Cause::transport: return "transport";
    case Cause::no_ack: return "no_ack";
    case Cause::bye: return "bye";
    case Cause::cancel: return "cancel";
    case Cause::no_resource: return "no_resource";
    case Cause::expired: return "expired";
    case Cause::decision_time_over: return "decision_time_over";
    case Cause::inferred: return "inferred";
    case Cause::no_report: return "no_report";
    case Cause::reports_ended: return "reports_ended";
    case Cause::gave_up: return "gave_up";
    case Cause::peer_hung_up: return "peer_hung_up";
    case Cause::bye_means_success: return "bye_means_success";
    case Cause::denied: return "denied";
    case Cause::shutdown: return "shutdown";
    case Cause::policy: return "policy";
    case Cause::cancelled_reports: return "cancelled_reports";
    case Cause::no_reports_wanted: return "no_reports_wanted";
    case Cause::replaced_ended: return "replaced_ended";
    case Cause::leg_failed: return "leg_failed";
    case Cause::replaced: return "replaced";
    case Cause::usage_lost: return "usage_lost";
  }
  return "";
}

}  // namespace baton
