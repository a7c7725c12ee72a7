#include "src/agent/sending.hpp"

#include "src/agent/proof.hpp"
#include "src/dialog/route_set.hpp"

namespace baton::core {
namespace {

constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyz234567";

void append(Token& token, std::string_view text) noexcept {
  for (const char c : text)
    token.text[token.size++] = c;
}

void append_random(Core& core, Token& token, std::size_t count) noexcept {
  std::array<std::byte, 24> bytes{};
  core.environment.random(core.environment.context, std::span(bytes).first(count));
  for (std::size_t i = 0; i < count; ++i) {
    token.text[token.size++] = letters[std::to_integer<std::size_t>(bytes[i]) & 31];
  }
}

}  // namespace

Token make_branch(Core& core) noexcept {
  Token token;
  append(token, "z9hG4bK");
  append_random(core, token, 16);
  return token;
}
Token make_tag(Core& core) noexcept {
  Token token;
  append_random(core, token, 12);
  return token;
}
Token make_call_id(Core& core) noexcept {
  Token token;
  append_random(core, token, 20);
  return token;
}

Token tag_for(const Core& core, const MessageView& request) noexcept {
  const CSeqView cseq = request.cseq();
  std::uint64_t hash = keyed_hash(core, HashUse::to_tag)
                           .add(request.call_id())
                           .add(request.from_tag())
                           .add(request.top_via().branch)
                           .add(std::uint64_t{cseq.number})
                           .finish();
  Token token;
  for (int i = 0; i < 12; ++i, hash >>= 5)
    token.text[token.size++] = letters[hash & 31];
  return token;
}

std::uint32_t random_number(Core& core) noexcept {
  std::array<std::byte, 4> bytes{};
  core.environment.random(core.environment.context, bytes);
  std::uint32_t number = 0;
  for (const std::byte b : bytes)
    number = number << 8 | std::to_integer<std::uint32_t>(b);
  return number;
}

Microseconds glare_interval(Core& core, bool owns_call_id) noexcept {
  const std::uint32_t number = random_number(core);
  return milliseconds(10) * (owns_call_id ? 210 + number % 191 : number % 201);
}

Result<Route> route_to(const Core& core, std::string_view next_hop) noexcept {
  UriView uri;
  if (parse_uri(next_hop, uri) != Errc::ok) return Errc::bad_uri;
  if (uri.scheme != UriScheme::sip && uri.scheme != UriScheme::sips) return Errc::unsupported_uri;
  // RFC 3263 4.1: the URI's transport parameter, else TLS for sips and UDP for sip. A URI's maddr is
  // not followed: it would let a peer aim our requests at third parties.
  Transport transport = uri.scheme == UriScheme::sips ? Transport::tls : Transport::udp;
  if (const auto parameter = uri.parameter("transport")) {
    if (equal_ignoring_case(parameter->value, "tcp")) {
      transport = uri.scheme == UriScheme::sips ? Transport::tls : Transport::tcp;
    } else if (equal_ignoring_case(parameter->value, "tls")) {
      transport = Transport::tls;
    } else if (!equal_ignoring_case(parameter->value, "udp") || transport != Transport::udp) {
      return Errc::no_flow;
    }
  }
  const std::uint16_t port = uri.port != 0 ? uri.port : transport == Transport::tls ? 5061 : 5060;
  const Result<Endpoint> peer = parse_address(uri.host, port);
  Route route{.flow = {}, .peer = {}, .transport = transport};
  if (peer)
    route.peer = *peer;
  else if (core.limits.lookups == 0)
    return Errc::unsupported_uri;
  for (std::uint32_t i = 0; i < core.flows.capacity(); ++i) {
    if (!core.flows.live(i)) continue;
    const FlowRecord& flow = core.flows.at(i);
    if (flow.closed || flow.info.transport != transport) continue;
    if (peer && flow.info.local.family != peer->family) continue;
    if (is_reliable(transport) && (!peer || flow.info.peer != *peer)) continue;
    route.flow = core.flows.handle_of<struct baton::Flow>(flow);
    return route;
  }
  return Errc::no_flow;
}

Result<Route> route_for(const Core& core, const Dialog& dialog) noexcept {
  return route_for(core, dialog, core.dialogs.field(dialog, DialogField::target));
}

Result<Route> route_for(const Core& core, const Dialog& dialog, std::string_view target) noexcept {
  const std::string_view routes = core.dialogs.parts(dialog).routes;
  const Result<Route> route = route_to(core, route_request(target, routes).next_hop);
  // Over a connection the peer is where it was last heard (RFC 5923 in spirit): its Contact may name
  // an address that only it can reach.
  const FlowRecord* flow = core.flows.find(dialog.flow);
  if (flow != nullptr && !flow->closed && is_reliable(flow->info.transport)) {
    return Route{.flow = dialog.flow, .peer = flow->info.peer, .transport = flow->info.transport};
  }
  return route;
}

LocalIdentity identity_of(const Core& core, FlowId flow, std::uint32_t account) noexcept {
  LocalIdentity local;
  const FlowRecord* record = core.flows.find(flow);
  // What is said over a flow that has gone may leave by another one, and names that.
  for (std::uint32_t i = 0; record == nullptr && i < core.flows.capacity(); ++i) {
    if (core.flows.live(i) && !core.flows.at(i).closed) record = &core.flows.at(i);
  }
  if (record != nullptr) {
    local.address = record->info.local;
    local.transport = record->info.transport;
  }
  if (account == no_index || !core.accounts.live(account)) return local;
  const AccountView& view = core.accounts.at(account).view;
  local.user_agent = view.user_agent;
  local.contact_user = view.contact_user;
  return local;
}

ReferOffer offer_of(const Core& core, std::uint32_t account) noexcept {
  const bool quiet = account != no_index && core.accounts.live(account) && !core.accounts.at(account).view.allow_refer;
  return core.options.handle_refer && !quiet ? ReferOffer::all : ReferOffer::none;
}

ReferOffer offer_in(const Core& core, const Dialog& dialog) noexcept {
  const bool off = dialog.call != no_index && core.calls.at(dialog.call).refers_off;
  const ReferOffer offer = off ? ReferOffer::none : offer_of(core, dialog.account);
  if (offer != ReferOffer::none) return offer;
  for (std::uint32_t at = dialog.first_subscription; at != no_index; at = core.subscriptions.at(at).next_in_dialog) {
    const Subscription& subscription = core.subscriptions.at(at);
    if (subscription.received && subscription.transfer) return ReferOffer::reports;
  }
  return offer;
}

namespace {

/// Of the dialog that a request stands in, or of the account that it is for.
ReferOffer offer_to(Core& core, const MessageView& request) noexcept {
  const std::string_view own_tag = request.to_tag();
  const Dialog* dialog =
      own_tag.empty() ? nullptr : core.dialogs.find(request.call_id(), own_tag, request.from_tag());
  return dialog != nullptr ? offer_in(core, *dialog) : offer_of(core, account_for(core, request));
}

}  // namespace

std::size_t store_reserve(const Core& core) noexcept {
  return std::size_t{core.limits.reserved} * 512;
}

bool has_room_to_answer(Core& core, const MessageView& request) noexcept {
  const std::size_t size = request.bytes().size() - request.body().size() + 128;
  while (!core.store.has_room(size)) {
    if (!core.transactions.forget_oldest_answered()) return false;
  }
  return true;
}

Result<Chain> store_message(Core& core, MessageWriter& writer, std::size_t keep_free) noexcept {
  const Result<std::size_t> size = writer.finish();
  if (!size) return size.error() == Errc::buffer_too_small ? Errc::message_too_long : size.error();
  return core.store.store(writer.written(), keep_free);
}

namespace {

/// The next request of a dialog, without its message.
Errc begin_request(Core& core, const Dialog& dialog, Method method, PreparedRequest& request) noexcept {
  const Result<Route> route = route_for(core, dialog);
  if (!route) return route.error();
  request.route = *route;
  request.branch = make_branch(core);
  request.cseq = dialog.local_cseq + 1;
  request.method = method;
  return Errc::ok;
}

/// Stores what was written. Only then is its CSeq spent.
Errc keep(Core& core, Dialog& dialog, MessageWriter& writer, PreparedRequest& request) noexcept {
  // What begins something new leaves the reserve to what ends or reports something.
  const bool begins = request.method == Method::invite || request.method == Method::refer;
  const Result<Chain> chain = store_message(core, writer, begins ? store_reserve(core) : 0);
  if (!chain) return chain.error();
  request.chain = *chain;
  dialog.local_cseq = request.cseq;
  return Errc::ok;
}

Errc prepare(Core& core, Dialog& dialog, Method method, FillRequest fill, PreparedRequest& request) noexcept {
  if (const Errc error = begin_request(core, dialog, method, request); error != Errc::ok) return error;
  MessageWriter writer(core.work.built);
  const LocalIdentity local = identity_of(core, request.route.flow, dialog.account);
  start_request(writer, core.dialogs.parts(dialog), local,
                {.method = method_text(method), .cseq = request.cseq, .branch = request.branch.view()});
  fill(writer, local);
  return keep(core, dialog, writer, request);
}

}  // namespace

Result<PreparedRequest> prepare_in_dialog(Core& core, Dialog& dialog, Method method, FillRequest fill) noexcept {
  PreparedRequest request;
  if (const Errc error = prepare(core, dialog, method, fill, request); error != Errc::ok) return error;
  return request;
}

Result<TransactionId> send_in_dialog(Core& core, Dialog& dialog, Method method, const Owner& owner,
                                     FillRequest fill) noexcept {
  PreparedRequest request;
  if (const Errc error = prepare(core, dialog, method, fill, request); error != Errc::ok) return error;
  return launch(core, request, owner, Privilege::standing);
}

Result<PreparedRequest> prepare_again(Core& core, Dialog& dialog, const MessageView& old, LeavesOut leaves_out,
                                      FillMessage fill) noexcept {
  PreparedRequest request;
  if (const Errc error = begin_request(core, dialog, old.method(), request); error != Errc::ok) return error;
  MessageWriter writer(core.work.built);
  start_again(writer, identity_of(core, request.route.flow, dialog.account), old,
              {.method = old.method_text(), .cseq = request.cseq, .branch = request.branch.view()}, leaves_out);
  fill(writer);
  finish_again(writer, old);
  if (const Errc error = keep(core, dialog, writer, request); error != Errc::ok) return error;
  return request;
}

Result<TransactionId> launch(Core& core, PreparedRequest& request, const Owner& owner,
                             Privilege privilege) noexcept {
  LookupRecord* lookup = nullptr;
  if (request.route.peer.family == Family::none) {
    prune_lookups(core);
    lookup = core.lookups.allocate();
    if (lookup == nullptr) {
      core.store.release(request.chain);
      return Errc::lookups_full;
    }
  }
  const Result<TransactionId> id = core.transactions.open_client(
      core.now, request.method, request.branch.view(), request.chain, request.route, owner, privilege);
  if (!id) {
    if (lookup != nullptr) core.lookups.release(*lookup);
    core.store.release(request.chain);
    return id;
  }
  if (lookup != nullptr) lookup->transaction = *id;
  return id;
}

Result<Chain> store_response(Core& core, TransactionId id, MessageWriter& writer,
                             std::uint16_t status) noexcept {
  Result<Chain> chain = store_message(core, writer);
  if (chain || status < 300) return chain;
  if (chain.error() == Errc::store_full) {
    Transaction* transaction = core.transactions.find(id);
    core.store.release(transaction->reply);
    core.store.release(transaction->message);
    chain = store_message(core, writer);
  }
  if (!chain) (void)core.transactions.abandon(id);
  return chain;
}

Errc respond(Core& core, TransactionId id, const MessageView& request, const ResponseParts& parts,
             FillMessage fill) noexcept {
  const Transaction* transaction = core.transactions.find(id);
  if (transaction == nullptr) return Errc::unknown_handle;
  MessageWriter writer(core.work.built);
  start_response(writer, request, transaction->route, parts);
  fill(writer);
  const Result<Chain> chain = store_response(core, id, writer, parts.status);
  if (!chain) return chain.error();
  return core.transactions.respond(core.now, id, *chain, parts.status);
}

Errc respond(Core& core, TransactionId id, const MessageView& request, const ResponseParts& parts) noexcept {
  return respond(core, id, request, parts, [](MessageWriter&) {});
}

void write_refusal_headers(Core& core, MessageWriter& writer, const MessageView& request,
                           std::uint16_t status) noexcept {
  switch (status) {
    case 401: write_challenge(core, writer); break;
    case 405:
    case 501: write_capabilities(writer, core.options, offer_to(core, request)); break;
    case 415: writer.header(HeaderId::accept, {"application/sdp"}); break;
    case 420: {
      auto tags = request.values(HeaderId::require);
      while (auto tag = tags.next()) {
        if (!supports(core.options, *tag)) writer.header(HeaderId::unsupported, {*tag});
      }
      break;
    }
    case 489: writer.header(HeaderId::allow_events, {"refer"}); break;
    case 500:
    case 503:
      // Never without: a notifier that is told 500 bare gives up (RFC 6665 4.2.2).
      writer.header(HeaderId::retry_after, std::uint32_t{1});
      break;
    default: break;
  }
}

void refuse(Core& core, const Inbound& inbound, std::uint16_t status) noexcept {
  answer_statelessly(core, inbound, status, tag_for(core, inbound.message).view());
}

void answer_statelessly(Core& core, const Inbound& inbound, std::uint16_t status,
                        std::string_view to_tag) noexcept {
  const MessageView& request = inbound.message;
  if (request.method() == Method::ack) return;  // an ACK is never answered
  const Route reply = TransactionLayer::response_route(request, inbound.source);
  MessageWriter writer(core.work.built);
  start_response(writer, request, reply, {.status = status, .reason = {}, .to_tag = to_tag});
  write_refusal_headers(core, writer, request, status);
  Result<Chain> chain = store_message(core, writer);
  if (!chain) {  // no room even for that: the peer asks again
    ++core.counters.refused_for_room;
    return;
  }
  Chain response = *chain;
  core.outputs.push(response, reply);
  core.store.release(response);
}

void refuse_in_dialog(Core& core, const Inbound& inbound, std::uint16_t status) noexcept {
  const Result<TransactionId> id =
      core.transactions.open_server(core.now, inbound.message, inbound.source, no_index, Privilege::standing);
  if (!id) {
    refuse(core, inbound, status);
    return;
  }
  const Token tag = tag_for(core, inbound.message);
  (void)respond(core, *id, inbound.message, {.status = status, .reason = {}, .to_tag = tag.view()},
                [&](MessageWriter& writer) { write_refusal_headers(core, writer, inbound.message, status); });
  // Without room for the answer there shall be no transaction that swallows the request's repetitions.
  const Transaction* transaction = core.transactions.find(*id);
  if (transaction != nullptr && transaction->status == 0) (void)core.transactions.abandon(*id);
}

bool requires_only_known(const Core& core, const MessageView& request) noexcept {
  auto tags = request.values(HeaderId::require);
  while (const auto tag = tags.next()) {
    if (!supports(core.options, *tag)) return false;
  }
  return true;
}

}  // namespace baton::core
