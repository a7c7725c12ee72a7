// The target of an attended transfer, and of a pickup: INVITE with Replaces (RFC 3891, outcome table 3).
#include <algorithm>

#include "src/agent/calls.hpp"
#include "src/agent/proof.hpp"
#include "src/dialog/session_description.hpp"

namespace baton::core {
namespace {

/// Has anything yet made this UAC's dialog: a 1xx with a tag, or of a peer without tags (RFC 3261 12.1.2)?
bool is_early(const Core& core, const CallRecord& call) noexcept {
  const Dialog& dialog = core.dialogs.at(call.dialog);
  return !core.dialogs.field(dialog, DialogField::remote_tag).empty() || call.last_provisional > 100;
}

ReplacedDialog standing_of(const Core& core, const CallRecord& call) noexcept {
  switch (call.phase) {
    case CallPhase::calling: return is_early(core, call) ? ReplacedDialog::early_caller : ReplacedDialog::none;
    case CallPhase::incoming: return ReplacedDialog::early_callee;
    case CallPhase::answered:
    case CallPhase::confirmed: return ReplacedDialog::confirmed;
    case CallPhase::leaving:
    case CallPhase::ended: break;
  }
  return ReplacedDialog::ended;
}

ReplacedDialog find_replaced(Core& core, const ReplacesView& replaces, CallRecord*& old) noexcept {
  const Dialog* dialog = core.dialogs.find_replaced(replaces);
  if (dialog != nullptr && dialog->call != no_index) {
    old = &core.calls.at(dialog->call);
    return standing_of(core, *old);
  }
  if (core.ended_dialogs.has(core.now, core.options.transaction.transaction_limit(), replaces.call_id,
                             replaces.to_tag, replaces.from_tag)) {
    return ReplacedDialog::ended;
  }
  return dialog != nullptr ? ReplacedDialog::other_usage : ReplacedDialog::none;
}

bool names_same(std::string_view a, std::string_view b) noexcept {
  NameAddrView one;
  NameAddrView other;
  return parse_name_addr(a, one) == Errc::ok && parse_name_addr(b, other) == Errc::ok && equal(one.uri, other.uri);
}

/// Exactly one Referred-By, and it names the peer of the replaced dialog. No more is proved by it than that
/// its sender knows that name (RFC 3892 2.3).
bool is_referred_by_peer(const MessageView& invite, std::string_view remote) noexcept {
  auto values = invite.values(HeaderId::referred_by);
  const auto value = values.next();
  return value && !values.next() && names_same(*value, remote);
}

/// Whether the users of our realm are those of this host: it is the realm's name, or the domain of the account.
bool is_our_domain(const Core& core, std::string_view host, std::uint32_t account) noexcept {
  UriView own;
  return equal_ignoring_case(host, core.options.digest_realm) ||
         (parse_uri(core.accounts.at(account).view.uri, own) == Errc::ok && equal_ignoring_case(host, own.host));
}

/// Good credentials of the user that `remote`, the peer of a call of `account`, names (RFC 3891 3).
bool proves_peer(const Core& core, std::string_view user, std::string_view remote, std::uint32_t account) noexcept {
  NameAddrView peer;
  return !user.empty() && parse_name_addr(remote, peer) == Errc::ok && peer.uri.user == user &&
         is_our_domain(core, peer.uri.host, account);
}

void note_proofs(Core& core, const Inbound& inbound, const CallRecord& old, ReplacesFacts& facts) noexcept {
  const Dialog& dialog = core.dialogs.at(old.dialog);
  const std::string_view remote = core.dialogs.field(dialog, DialogField::remote);
  const std::string_view user = proven_user(core, inbound.message);
  facts.proven_user = proves_peer(core, user, remote, old.account);
  facts.challenge = user.empty() && can_challenge(core);
  facts.same_flow = is_reliable(inbound.source.transport) && inbound.source.flow == dialog.flow;
  facts.referred_by_peer = is_referred_by_peer(inbound.message, remote);
  facts.same_source = core.source_mark != 0 && core.source_mark == dialog.source_mark;
}

}  // namespace

bool has_misplaced_replaces(const MessageView& request) noexcept {
  const bool opens_dialog = request.method() == Method::invite && request.to_tag().empty();
  return !opens_dialog && request.method() != Method::ack && request.has(HeaderId::replaces);
}

Replacement judge_replaces(Core& core, const Inbound& inbound) noexcept {
  const MessageView& invite = inbound.message;
  Replacement replacement;
  auto values = invite.values(HeaderId::replaces);
  const auto value = values.next();
  if (!value) return replacement;
  ReplacesView replaces;
  ReplacesFacts facts{.values = values.next() ? 2u : 1u,
                      .readable = parse_replaces(*value, replaces) == Errc::ok,
                      .with_join = invite.has(HeaderId::join),
                      .required = invite.lists(HeaderId::require, "replaces"),
                      .early_only = replaces.early_only};
  CallRecord* old = nullptr;
  if (facts.readable) facts.dialog = find_replaced(core, replaces, old);
  if (old != nullptr && old->dialog != no_index) note_proofs(core, inbound, *old, facts);
  replacement.verdict = judge(facts, core.options.replaces);
  const ReplacesAction action = replacement.verdict.action;
  if (action == ReplacesAction::replace || action == ReplacesAction::ask) replacement.old = old;
  replacement.early_only = replaces.early_only;
  if (replacement.verdict.unproven) ++core.counters.replaces_refused;
  return replacement;
}

void take_over(Core& core, CallRecord& call, CallRecord& old, Proof proof, const MessageView& invite) noexcept {
  // What the application said of its media for the old call holds for the new one (RFC 3891 3: the resources
  // of the matched dialog are reassigned).
  if (old.sdp != no_index && !old.sdp_made) call.sdp = core.store.retain(old.sdp);
  const TransactionId id = call.invite;
  if (const Errc error = accept(core, call, id, invite, {}); error != Errc::ok) {  // row 8
    if (error != Errc::bad_body) ++core.counters.refused_for_room;
    core.dialogs.drop_usage(core.dialogs.at(call.dialog));
    core.store.release(call.sdp);
    core.calls.release(call);
    return refuse_opened(core, id, invite, error == Errc::bad_body ? 488 : 486, 0);
  }
  call.phase = CallPhase::answered;
  call.peer_holds = takes_no_media(description_in(invite)).value_or(false);
  await_ack(core, call);
  const CallId replaced = id_of(core, old);
  raise(core, {.call = id_of(core, call), .transfer = {replaced.index, replaced.generation}, .account = call.account,
               .kind = EventKind::call_replacing, .cause = Cause::message, .status = 0, .proof = proof}, true);
  end_replaced(core, call, old);
}

void end_replaced(Core& core, CallRecord& call, CallRecord& old) noexcept {
  for (std::uint32_t i = 0; i < core.calls.capacity(); ++i) {  // who else asked for it came too late (row 4)
    CallRecord& other = core.calls.at(i);
    if (core.calls.live(i) && &other != &call && other.replaces == id_of(core, old)) other.taken_by_other = true;
  }
  if (old.referral) {  // a referred call that is picked up: how the call that replaces it ends is what is reported
    call.referral = old.referral;
    old.referral = {};
  }
  // It goes on as another, and with it the chain of referrals that led to it and the rules for the next one.
  call.depth = std::max(call.depth, old.depth);
  if (call.policy == nullptr) call.policy = old.policy;
  switch (old.phase) {
    case CallPhase::calling: return leave(core, old, 487, Cause::replaced);   // row 9
    case CallPhase::incoming: return leave(core, old, 486, Cause::replaced);  // row 7, by option
    case CallPhase::answered:                                                 // row 10: BYE after its ACK
    case CallPhase::confirmed: return leave(core, old, 0, Cause::replaced);
    case CallPhase::leaving:
    case CallPhase::ended: break;
  }
}

}  // namespace baton::core
