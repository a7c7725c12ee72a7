#include "src/agent/challenges.hpp"

#include <algorithm>
#include <bit>

#include "src/agent/referrals.hpp"
#include "src/auth/digest_client.hpp"
#include "src/dialog/route_set.hpp"

namespace baton::core {
namespace {

Owner owner_again(const Owner& owner, DigestTries tries) noexcept {
  Owner again = owner;
  again.detail = std::bit_cast<std::uint8_t>(tries);
  return again;
}

/// The dialog that a request of this owner runs in; null: the owner has gone, or needs no answer any more.
Dialog* dialog_of(Core& core, const Owner& owner) noexcept {
  std::uint32_t dialog = no_index;
  switch (static_cast<OwnerKind>(owner.kind)) {
    case OwnerKind::nobody:
    case OwnerKind::stray_bye: break;
    case OwnerKind::call_invite:
    case OwnerKind::call_bye: {
      const CallRecord* call = core.calls.find(CallId{owner.index, owner.generation});
      if (call == nullptr) break;
      // Who hangs up while his INVITE is being challenged wants no second one.
      const bool hanging_up = owner.kind == static_cast<std::uint8_t>(OwnerKind::call_invite) &&
                              (call->phase == CallPhase::leaving || call->phase == CallPhase::ended);
      if (!hanging_up) dialog = call->dialog;
      break;
    }
    case OwnerKind::call_reinvite: {
      const CallRecord* call = core.calls.find(CallId{owner.index, owner.generation});
      // Nor does he want a hold behind his BYE.
      if (call != nullptr && call->phase == CallPhase::confirmed && call->change == SessionChange::open)
        dialog = call->dialog;
      break;
    }
    case OwnerKind::transfer_refer: {
      const TransferRecord* transfer = core.transfers.find(TransferId{owner.index, owner.generation});
      // Who has cancelled it meanwhile wants no second one (row 30).
      const bool wanted = transfer != nullptr && transfer->sender.state != TransferState::ended &&
                          !transfer->sender.cancel_wanted;
      if (wanted) dialog = transfer->dialog;
      break;
    }
    case OwnerKind::subscription_notify:
    case OwnerKind::subscription_subscribe: {
      const Subscription& subscription = core.subscriptions.at(owner.index);
      if (core.subscriptions.live(owner.index) && subscription.generation == owner.generation) {
        dialog = subscription.dialog;
      }
      break;
    }
  }
  return dialog != no_index ? &core.dialogs.at(dialog) : nullptr;
}

std::uint16_t port_of(const UriView& uri) noexcept {
  return uri.port != 0 ? uri.port : uri.scheme == UriScheme::sips ? std::uint16_t{5061} : std::uint16_t{5060};
}

bool same_server(const UriView& one, const UriView& other) noexcept {
  return equal_ignoring_case(one.host, other.host) && port_of(one) == port_of(other);
}

bool names_same_server(std::string_view uri_text, const UriView& uri) noexcept {
  UriView other;
  return !uri_text.empty() && parse_uri(uri_text, other) == Errc::ok && same_server(other, uri);
}

/// The account's own server: its proxy or, for want of one, its domain.
std::string_view server_of(const AccountView& account) noexcept {
  return account.proxy.empty() ? account.uri : account.proxy;
}

/// Stands for an account and the address of its server; without the port where the connection may be one of the
/// server's making. Never 0.
std::uint32_t mark_of_server(const Core& core, std::uint32_t account, const Route& route) noexcept {
  const auto* const address = reinterpret_cast<const char*>(route.peer.address.data());
  KeyedHash hash = keyed_hash(core, HashUse::server);
  hash.add(std::uint64_t{account}).add({address, route.peer.address.size()}).add(std::uint64_t{route.peer.scope});
  hash.add(std::uint64_t{is_reliable(route.transport) ? std::uint16_t{0} : route.peer.port});
  return static_cast<std::uint32_t>(hash.finish()) | 1;
}

/// Whether what takes this way goes to the address of the account's own server: that which the account has it by, or
/// where its name was found, for this dialog or lately.
bool leads_to_server(const Core& core, std::uint32_t account, const Dialog* dialog, const Route& route) noexcept {
  UriView server;
  if (parse_uri(server_of(core.accounts.at(account).view), server) != Errc::ok) return false;
  const Result<Endpoint> address = parse_address(server.host, port_of(server));
  if (!address) {
    const std::uint32_t mark = mark_of_server(core, account, route);
    const bool of_dialog = dialog != nullptr && mark == dialog->server_mark;
    return of_dialog || std::find(core.server_marks.begin(), core.server_marks.end(), mark) != core.server_marks.end();
  }
  Endpoint own = *address;
  if (is_reliable(route.transport)) own.port = route.peer.port;
  return own == route.peer;
}

/// Whether the account's own server asks: what was asked for went to it, by its name or by its address, since a proxy
/// that the account has by name may record-route its address and the other way round. A name is no proof where it was
/// not looked up: a connection leads to whoever has made it, and the BYE of a late fork (`dialog` null) goes where the
/// INVITE went, whatever name the route set gives that. A request that goes to the server may be challenged by somebody
/// behind it, so a 401 is answered only where the request is for that server itself, or where the account names the
/// realm.
bool is_own_server(const Core& core, std::uint32_t whose, const Dialog* dialog, const Route& route,
                   const MessageView& request, std::uint16_t status) noexcept {
  const AccountView& account = core.accounts.at(whose).view;
  UriView next_hop, target;
  if (!read_next_hop(request, next_hop) || parse_uri(request.request_uri(), target) != Errc::ok) return false;
  const bool looked_up = dialog != nullptr && !is_reliable(route.transport);
  const bool named = looked_up && names_same_server(server_of(account), next_hop);
  if (!named && !leads_to_server(core, whose, dialog, route)) return false;
  return status == 407 || !account.realm.empty() || names_same_server(account.uri, target) ||
         names_same_server(account.proxy, target) || (!named && same_server(next_hop, target));
}

/// The account that a request of this owner is from, and whose credentials answer for it; or `no_index`.
std::uint32_t account_of(const Owner& owner, const Dialog* dialog) noexcept {
  // A fork that is ended at once has no dialog of ours: its BYE says what there is to know.
  if (owner.kind == static_cast<std::uint8_t>(OwnerKind::stray_bye)) return owner.index;
  return dialog != nullptr ? dialog->account : no_index;
}

bool leaves_out_credentials(HeaderId id, std::string_view) noexcept {
  return id == HeaderId::authorization || id == HeaderId::proxy_authorization;
}

/// The kinds of challenge and of what answers them.
struct Kind {
  HeaderId challenge;
  HeaderId credentials;
};
constexpr Kind kinds[] = {{HeaderId::www_authenticate, HeaderId::authorization},
                          {HeaderId::proxy_authenticate, HeaderId::proxy_authorization}};

/// Credentials for other realms than the one that asks anew stay (RFC 3261 22.3).
void keep_credentials(const MessageView& old, HeaderId id, const ChallengeView* asked, MessageWriter& writer) noexcept {
  for (const HeaderEntry& entry : old.headers()) {
    if (entry.id != id) continue;
    CredentialsView credentials;
    const std::string_view value = old.value_of(entry);
    if (parse_credentials(value, credentials) != Errc::ok) continue;
    if (asked == nullptr || credentials.realm != asked->realm) writer.header(id, {value});
  }
}

class Retry {
 public:
  Retry(Core& core, const AccountView& account, const MessageView& old, const MessageView& response) noexcept
      : core_(core), account_(account), old_(old), response_(response) {}

  /// Chooses what is answered. False: nothing, or it was answered often enough.
  bool choose(DigestTries& tries) noexcept {
    const DigestAlgorithms all;
    for (std::size_t i = 0; i < 2; ++i) {
      ChallengeView& challenge = challenges_[i];
      chosen_[i] = choose_challenge(response_, kinds[i].challenge, account_.realm, all, challenge) == Errc::ok;
      if (!chosen_[i]) continue;
      const bool refused = carries_credentials(old_, kinds[i].challenge, challenge);
      if (!tries.take(kinds[i].challenge, refused, challenge.stale)) return false;
    }
    return chosen_[response_.status() == 407 ? 1 : 0];  // the kind that the status is about
  }

  /// Writes all credentials of the request. Error: of `write_credentials`.
  Errc write(MessageWriter& writer) noexcept {
    UriView own;
    const std::string_view user =
        !account_.auth_user.empty() ? account_.auth_user
                                    : parse_uri(account_.uri, own) == Errc::ok ? own.user : std::string_view{};
    std::array<std::byte, 8> octets{};
    core_.environment.random(core_.environment.context, octets);
    std::array<char, 16> digits{};
    const DigestAnswer answer{
        .user = {.user = user, .secret = {.text = account_.password}, .realm = account_.realm},
        .request = {.method = old_.method_text(), .uri = old_.request_uri(), .body = old_.body()},
        .nc = 1,
        .cnonce = hex_text(octets, digits)};
    const std::span<char> scratch = core_.work.stored.subspan(old_.bytes().size());
    for (std::size_t i = 0; i < 2; ++i) {
      keep_credentials(old_, kinds[i].credentials, chosen_[i] ? &challenges_[i] : nullptr, writer);
      if (!chosen_[i]) continue;
      const Errc error =
          write_credentials(challenges_[i], kinds[i].challenge, answer, core_.environment, scratch, writer);
      if (error != Errc::ok) return error;
    }
    return Errc::ok;
  }

 private:
  Core& core_;
  const AccountView& account_;
  const MessageView& old_;
  const MessageView& response_;
  ChallengeView challenges_[2];
  bool chosen_[2] = {false, false};
};

/// The owner takes on the request that was sent in place of its own.
void adopt(Core& core, const Owner& owner, TransactionId id, std::uint32_t cseq) noexcept {
  switch (static_cast<OwnerKind>(owner.kind)) {
    case OwnerKind::nobody:
    case OwnerKind::stray_bye:
    case OwnerKind::call_bye: break;
    case OwnerKind::call_invite: on_invite_sent_again(core, core.calls.at(owner.index), id); break;
    case OwnerKind::call_reinvite: core.calls.at(owner.index).reinvite = id; break;
    case OwnerKind::transfer_refer: on_refer_sent_again(core, core.transfers.at(owner.index), id, cseq); break;
    case OwnerKind::subscription_subscribe:
      on_subscribe_sent_again(core, core.subscriptions.at(owner.index), id, cseq);
      break;
    case OwnerKind::subscription_notify: core.subscriptions.at(owner.index).request = id; break;
  }
}

/// The transaction that was challenged has done what it was for: in a full table it gives its place to the next one.
/// Not that of an INVITE, which acknowledges its refusal as often as that comes (RFC 3261 17.1.1.2).
void make_way(Core& core, const ResponseMatch& challenged) noexcept {
  const bool full = core.transactions.used() == core.transactions.capacity();
  if (full && challenged.method != Method::invite) (void)core.transactions.abandon(challenged.transaction);
}

ChallengeAnswer send_again(Core& core, const ResponseMatch& match, const MessageView& response) noexcept {
  Dialog* dialog = dialog_of(core, match.owner);
  const bool stray = match.owner.kind == static_cast<std::uint8_t>(OwnerKind::stray_bye);
  const std::uint32_t whose = account_of(match.owner, dialog);
  if (whose == no_index || core.environment.hash == nullptr) return ChallengeAnswer::none;
  const AccountView& account = core.accounts.at(whose).view;
  MessageView old;
  if (account.password.empty() || !core.transactions.load(match.transaction, core.work, old)) {
    return ChallengeAnswer::none;
  }
  const Route route = core.transactions.find(match.transaction)->route;
  if (!is_own_server(core, whose, dialog, route, old, response.status())) return ChallengeAnswer::none;
  auto tries = std::bit_cast<DigestTries>(match.owner.detail);
  Retry retry(core, account, old, response);
  if (!retry.choose(tries)) return ChallengeAnswer::none;

  PreparedRequest request{.chain = no_index,
                          .route = route,
                          .branch = make_branch(core),
                          .cseq = (stray ? old.cseq().number : dialog->local_cseq) + 1,
                          .method = old.method()};
  MessageWriter writer(core.work.built);
  start_again(writer, identity_of(core, request.route.flow, whose), old,
              {.method = old.method_text(), .cseq = request.cseq, .branch = request.branch.view()},
              leaves_out_credentials);
  if (retry.write(writer) != Errc::ok) return ChallengeAnswer::none;
  finish_again(writer, old);
  // It has its answer and stands in the work space: its room serves the next one.
  core.transactions.drop_message(match.transaction);
  const bool begins = old.method() == Method::invite || old.method() == Method::refer;
  const Result<Chain> chain = store_message(core, writer, begins ? store_reserve(core) : 0);
  if (!chain) return chain.error() == Errc::store_full ? ChallengeAnswer::no_room : ChallengeAnswer::none;
  request.chain = *chain;
  make_way(core, match);
  const Result<TransactionId> id = launch(core, request, owner_again(match.owner, tries),
                                          begins ? Privilege::stranger : Privilege::standing);
  if (!id) return ChallengeAnswer::no_room;
  if (!stray) dialog->local_cseq = request.cseq;
  adopt(core, match.owner, *id, request.cseq);
  return ChallengeAnswer::sent;
}

}  // namespace

ChallengeAnswer answer_challenge(Core& core, const ResponseMatch& match, const MessageView& response) noexcept {
  if (response.status() != 401 && response.status() != 407) return ChallengeAnswer::none;
  const ChallengeAnswer answer = match.owner.kind != 0 ? send_again(core, match, response) : ChallengeAnswer::none;
  const bool sent = answer == ChallengeAnswer::sent;
  ++(sent ? core.counters.challenges_answered : core.counters.challenges_unanswered);
  return answer;
}

void note_server(Core& core, TransactionId id) noexcept {
  const Transaction& transaction = *core.transactions.find(id);
  Dialog* dialog = dialog_of(core, transaction.owner);
  const std::uint32_t whose = account_of(transaction.owner, dialog);
  if (whose == no_index) return;
  const AccountView& account = core.accounts.at(whose).view;
  MessageView request;
  UriView next_hop;
  if (account.password.empty() || !core.transactions.load(id, core.work, request) ||
      !read_next_hop(request, next_hop) || !names_same_server(server_of(account), next_hop)) {
    return;
  }
  const std::uint32_t mark = mark_of_server(core, whose, transaction.route);
  if (dialog != nullptr) dialog->server_mark = mark;
  auto& marks = core.server_marks;
  auto at = std::find(marks.begin(), marks.end(), mark);
  if (at == marks.end()) --at;  // the oldest
  std::rotate(marks.begin(), at, at + 1);
  marks.front() = mark;
}

void copy_credentials(const MessageView& invite, MessageWriter& ack) noexcept {
  for (const HeaderEntry& entry : invite.headers()) {
    if (leaves_out_credentials(entry.id, {})) ack.header(entry.id, {invite.value_of(entry)});
  }
}

}  // namespace baton::core
