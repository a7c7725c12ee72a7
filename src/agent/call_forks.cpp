// Forks of an INVITE of ours (RFC 3261 13.2.2.4): the early dialogs beside the one that is kept, and 2xx that come
// when another one has been taken.
#include "parser/slice.hpp"
#include "src/agent/calls.hpp"
#include "src/base/canary.hpp"
#include "src/dialog/route_set.hpp"
#include "src/dialog/text_joiner.hpp"
#include "src/transaction/derived_request.hpp"

namespace baton::core {
namespace {

/// What the ACK and BYE of a 2xx are made from that belongs to no dialog here.
struct StrayDialog {
  DialogParts parts;  ///< texts in `work.stored` and in the response
  Route route;
};
bool read_stray(Core& core, const MessageView& response, StrayDialog& stray) noexcept {
  const Result<std::size_t> size = collect_routes(response, true, core.work.stored);
  if (!size) return false;
  const NameAddrView from = response.from();
  const NameAddrView to = response.to();
  if (from.tag().empty()) return false;  // no INVITE of ours was without
  std::string_view target = target_of(response);
  if (target.empty()) target = without_headers(to.uri);  // no Contact: where we called
  TextJoiner texts(core.work.stored.subspan(*size));
  const std::string_view local = texts.join({"<", from.uri_text, ">"});
  const std::string_view remote = texts.join({"<", to.uri_text, ">"});
  if (texts.error() != Errc::ok) return false;
  stray.parts = {.call_id = response.call_id(), .local_tag = from.tag(), .remote_tag = to.tag(), .local = local,
                 .remote = remote, .target = target, .routes = {core.work.stored.data(), *size}};
  // Behind a name, or where no flow leads, both take the INVITE's own way, as an ACK does: no look-up may fail them.
  const Transaction* invite = core.transactions.find(core.transactions.client_of(response.top_via().branch,
                                                                                 Method::invite));
  if (invite != nullptr) stray.route = invite->route;
  const Result<Route> route = route_to(core, route_request(stray.parts.target, stray.parts.routes).next_hop);
  if (route && route->peer.family != Family::none) stray.route = *route;
  return stray.route.peer.family != Family::none;
}

/// False: no room.
bool acknowledge(Core& core, const StrayDialog& stray, std::uint32_t cseq) noexcept {
  const Token branch = make_branch(core);
  MessageWriter writer(core.work.built);
  start_request(writer, stray.parts, identity_of(core, stray.route.flow, no_index),
                {.method = "ACK", .cseq = cseq, .branch = branch.view()});
  const Result<Chain> ack = store_message(core, writer);
  if (!ack) return false;
  Chain chain = *ack;
  core.outputs.push(chain, stray.route);
  core.store.release(chain);
  return true;
}

/// The account that asked for what this responds to, or none.
std::uint32_t account_of(const Core& core, const MessageView& response) noexcept {
  for (std::uint32_t i = 0; i < core.accounts.capacity(); ++i) {
    if (core.accounts.live(i) && core.accounts.at(i).view.uri == response.from().uri_text) return i;
  }
  return no_index;
}

/// What credentials take of the store, with a nonce and names of usual length.
constexpr std::size_t credentials_bytes = 512;

/// Nothing repeats the BYE of a stray 2xx: should it be challenged, there must be room for its answer. `no_index`:
/// the account would answer no challenge. Error: `store_full`.
Result<Chain> room_for_credentials(Core& core, std::uint32_t account) noexcept {
  const bool answers = account != no_index && core.environment.hash != nullptr &&
                       !core.accounts.at(account).view.password.empty();
  if (!answers) return Chain{no_index};
  const std::string_view any{core.work.built.data(), core.work.built.size()};
  return core.store.store(parser::slice(any, 0, credentials_bytes));
}

/// The branch of the BYE that ends a stray 2xx's dialog: each repetition of the 2xx names the same.
Token stray_branch(const Core& core, const MessageView& response) noexcept {
  std::uint64_t hash = keyed_hash(core, HashUse::stray_bye)
                           .add(response.call_id())
                           .add(response.from_tag())
                           .add(response.to_tag())
                           .add(std::uint64_t{response.cseq().number})
                           .finish();
  Token token;
  for (const char c : std::string_view("z9hG4bK")) token.text[token.size++] = c;
  for (int i = 0; i < 16; ++i, hash >>= 4) token.text[token.size++] = "0123456789abcdef"[hash & 15];
  return token;
}

}  // namespace

void end_other_forks(Core& core, Dialog& dialog, std::string_view but) noexcept {
  const auto remember = [&](std::string_view tag) {
    if (tag == but) return;
    const DialogParts parts = core.dialogs.parts(dialog);
    core.ended_dialogs.remember(core.now, parts.call_id, parts.local_tag, tag);
  };
  const std::string_view own = core.dialogs.field(dialog, DialogField::remote_tag);
  if (!own.empty()) remember(own);
  for (std::string_view tag = core.dialogs.take_fork(dialog); !tag.empty(); tag = core.dialogs.take_fork(dialog)) {
    remember(tag);
  }
}

void acknowledge_stray_2xx(Core& core, const MessageView& response) noexcept {
  StrayDialog stray;
  if (read_stray(core, response, stray)) (void)acknowledge(core, stray, response.cseq().number);
}

void end_stray_2xx(Core& core, const MessageView& response) noexcept {
  StrayDialog stray;
  const std::uint32_t cseq = response.cseq().number;
  if (!read_stray(core, response, stray)) return;
  if (sings(Canary::stray_2xx_stands)) return (void)acknowledge(core, stray, cseq);
  PreparedRequest bye{.chain = no_index, .route = stray.route, .branch = stray_branch(core, response),
                      .cseq = cseq + 1, .method = Method::bye};
  if (core.transactions.client_of(bye.branch.view(), Method::bye)) {  // it is under way
    return (void)acknowledge(core, stray, cseq);
  }
  MessageWriter writer(core.work.built);
  start_request(writer, stray.parts, identity_of(core, stray.route.flow, no_index),
                {.method = "BYE", .cseq = bye.cseq, .branch = bye.branch.view()});
  writer.header(HeaderId::reason, {completed_elsewhere});
  const Result<Chain> stored = store_message(core, writer);
  if (!stored) return;
  bye.chain = *stored;
  const std::uint32_t account = account_of(core, response);
  const Result<Chain> spare = room_for_credentials(core, account);
  // The ACK ends the repetitions of the 2xx: it goes together with the BYE, or not at all yet.
  const bool room = core.transactions.used() < core.transactions.capacity() ||
                    core.transactions.forget_oldest_answered();
  Chain credentials = spare ? *spare : no_index;
  if (!spare || !room || !acknowledge(core, stray, cseq)) {
    core.store.release(credentials);
    return core.store.release(bye.chain);
  }
  const Owner owner{.index = account, .generation = 0,
                    .kind = static_cast<std::uint8_t>(OwnerKind::stray_bye), .detail = 0};
  const Result<TransactionId> id = launch(core, bye, owner, Privilege::standing);
  core.transactions.set_aside(id ? *id : TransactionId{}, credentials);
}

}  // namespace baton::core
