// A referred call that is redirected (RFC 3261 8.1.3.4): followed only through the referral policy again.
#include "src/agent/referrals.hpp"

namespace baton::core {
namespace {

bool leaves_out_credentials(HeaderId id, std::string_view) noexcept {
  return id == HeaderId::authorization || id == HeaderId::proxy_authorization;
}

bool came_over_tls(const Core& core, const TransferRecord& transfer) noexcept {
  const FlowRecord* flow = core.flows.find(core.dialogs.at(transfer.dialog).flow);
  return flow != nullptr && flow->info.transport == Transport::tls;
}

/// The first Contact that a REFER could have named; empty: there is none.
std::string_view target_in(const Core& core, const TransferRecord& transfer, const ReferralPolicy& policy,
                           const MessageView& response) noexcept {
  const bool over_tls = came_over_tls(core, transfer);
  auto contacts = response.values(HeaderId::contact);
  while (const auto value = contacts.next()) {
    ReferTarget target;
    if (read_refer_target(*value, target) != Errc::ok || !target.method.empty()) continue;
    const UriScheme scheme = target.uri.scheme;
    if (scheme != UriScheme::sip && scheme != UriScheme::sips) continue;
    if (!target.uri.headers.empty() || is_own_address(core, target.uri)) continue;
    if (evaluate_target(target, policy, core.options, over_tls) == ReferralRefusal::none) return target.uri.text;
  }
  return {};
}

/// The INVITE to its new target: the same call, the next CSeq.
Result<PreparedRequest> prepare_redirected(Core& core, const CallRecord& call, std::string_view target) noexcept {
  Dialog& dialog = core.dialogs.at(call.dialog);
  const Transaction* transaction = core.transactions.find(call.invite);
  MessageView old;
  if (transaction == nullptr || !core.transactions.load(call.invite, core.work, old)) return Errc::wrong_state;
  // What went through the account's proxy goes there again.
  const bool by_proxy = old.has(HeaderId::route);
  const Result<Route> route = by_proxy ? Result<Route>(transaction->route) : route_to(core, target);
  if (!route) return route.error();
  PreparedRequest request{.chain = no_index,
                          .route = *route,
                          .branch = make_branch(core),
                          .cseq = dialog.local_cseq + 1,
                          .method = Method::invite};
  MessageWriter writer(core.work.built);
  start_again(writer, identity_of(core, route->flow, call.account), old,
              {.method = "INVITE", .cseq = request.cseq, .branch = request.branch.view(), .uri = target},
              leaves_out_credentials);
  finish_again(writer, old);
  const Result<Chain> chain = store_message(core, writer, store_reserve(core));
  if (!chain) return chain.error();
  request.chain = *chain;
  return request;
}

}  // namespace

bool follow_redirect(Core& core, CallRecord& call, const MessageView& response) noexcept {
  const TransferRecord* transfer = core.transfers.find(call.referral);
  const ReferralPolicy& policy = policy_of(core, &call, call.account);
  if (!policy.follow_redirects || transfer == nullptr || call.redirects >= policy.redirects) return false;
  const std::string_view target = target_in(core, *transfer, policy, response);
  Dialog& dialog = core.dialogs.at(call.dialog);
  if (target.empty() || !core.dialogs.fits(dialog, DialogField::target, target.size())) return false;
  Result<PreparedRequest> prepared = prepare_redirected(core, call, target);
  if (!prepared) return false;
  PreparedRequest request = *prepared;
  const Owner owner{.index = core.calls.index_of(call),
                    .generation = call.generation,
                    .kind = static_cast<std::uint8_t>(OwnerKind::call_invite),
                    .detail = 0};
  const Result<TransactionId> id = launch(core, request, owner, Privilege::stranger);
  if (!id) return false;
  ++call.redirects;
  dialog.local_cseq = request.cseq;
  dialog.flow = request.route.flow;
  (void)core.dialogs.set(dialog, DialogField::target, target);
  on_invite_sent_again(core, call, *id);
  return true;
}

}  // namespace baton::core
