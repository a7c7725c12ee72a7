#include "fuzz/stack/commands.hpp"

#include "fuzz/property.hpp"
#include "fuzz/stack/steps.hpp"

namespace baton::fuzz {
namespace {

std::string uri_at(std::uint32_t number) {
  const std::string port = std::to_string(first_port + number);
  return "sip:u" + port + "@127.0.0.1:" + port;
}

constexpr std::array<std::string_view, description_words::count> descriptions{
    "", "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 4000 RTP/AVP 0\r\n",
    "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 4000 RTP/AVP "
    "0\r\na=sendonly\r\n",
    "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=video 4000 RTP/AVP 31\r\n",
    "junk"};

/// What is usual comes first.
constexpr std::array<std::uint16_t, 12> statuses{603, 486, 480, 404, 500, 302, 408, 481, 183, 488, 401, 503};

}  // namespace

template <class Id>
Id Commands::pick(const std::vector<Id>& from) {
  const std::uint8_t which = script_.octet();
  if (from.empty() || which >= made_up_handle)
    return {.index = script_.octet(), .generation = script_.octet()};
  return from[from.size() - 1 - which % from.size()];
}

std::string Commands::target() {
  const std::uint32_t word = script_.number(target_words::count);
  switch (word) {
    case target_words::fork: return "sip:fork@127.0.0.1:" + std::to_string(fork_port);
    case target_words::empty: return {};
    case target_words::bare_user: return "u5062";
    case target_words::tel: return "tel:+4930123";
    case target_words::secure: return "sips:u5062@127.0.0.1:5062";
    case target_words::with_header: return uri_at(2) + "?User-to-User=56a3%3Bencoding%3Dhex";
    case target_words::with_method: return uri_at(2) + ";method=BYE";
    case target_words::by_name: return "sip:u@example.com";
    case target_words::unknown_parameters: return uri_at(2) + ";x-line=%32;y";
    case target_words::silent: return "sip:nobody@127.0.0.1:" + std::to_string(silent_port);
    case target_words::other_scheme: return "http://x.example/";
    case target_words::text: return std::string(script_.text());
    case target_words::injecting: return "sip:a\r\nb@127.0.0.1";
    case target_words::host_only: return "sip:127.0.0.1:5062";
    case target_words::number: return "+1900555";
    case target_words::stream: return uri_at(2) + ";transport=tcp";
    case target_words::with_replaces: return uri_at(2) + "?Replaces=a%3Bto-tag%3Db%3Bfrom-tag%3Dc";
    default: return uri_at(word);
  }
}

std::uint16_t Commands::status(std::uint16_t usual) {
  const std::uint8_t octet = script_.octet();
  if (octet == 0) return usual;
  return octet <= statuses.size() ? statuses[octet - 1u] : static_cast<std::uint16_t>(3 * octet);
}

void Commands::call_made(Agent& agent, const Result<CallId>& call) {
  if (!call) return;
  agent.oracle.call_made(*call);
  agent.calls.push_back(*call);
}

void Commands::refer(Agent& agent, CallId call, std::string_view target, const ReferOptions& options) {
  const auto transfer = agent.stack->refer(around_.now, call, target, options);
  if (!transfer) return;
  agent.oracle.refer_sent(*transfer, call);
  agent.transfers.push_back(*transfer);
}

void Commands::accept_refer(Agent& agent, TransferId referral, std::string_view text,
                            const CallOptions& options) {
  const auto call = agent.stack->accept_refer(around_.now, referral, text, options);
  if (call) around_.agreement.refer_accepted(agent.port, referral);
  call_made(agent, call);
}

void Commands::give(Agent& agent) {
  Stack& stack = *agent.stack;
  const Time now = around_.now;
  const std::uint32_t events = stack.usage().events.used;
  switch (static_cast<Command>(script_.number(command_count))) {
    case Command::call: {
      const std::string to = target();
      call_made(agent,
                stack.call(now, agent.account, to, {.sdp = script_.pick(descriptions), .replaces = {}}));
      break;
    }
    case Command::call_replacing: call_replacing(agent); break;
    case Command::ring: {
      const CallId call = pick(agent.calls);
      (void)stack.ring(now, call, status(180));
      break;
    }
    case Command::answer: {
      const CallId call = pick(agent.calls);
      (void)stack.answer(now, call, {.sdp = script_.pick(descriptions)});
      break;
    }
    case Command::reject: {
      const CallId call = pick(agent.calls);
      (void)stack.reject(now, call, status(603));
      break;
    }
    case Command::hang_up: (void)stack.hang_up(now, pick(agent.calls)); break;
    case Command::hold: (void)stack.hold(now, pick(agent.calls)); break;
    case Command::resume: (void)stack.resume(now, pick(agent.calls)); break;
    case Command::refer: refer(agent, false); break;
    case Command::refer_outside: refer(agent, true); break;
    case Command::cancel_transfer: (void)stack.cancel_transfer(now, pick(agent.transfers)); break;
    case Command::accept_refer: accept_refer(agent); break;
    case Command::reject_refer: {
      const TransferId referral = pick(agent.referrals);
      (void)stack.reject_refer(now, referral, status(603));
      break;
    }
    case Command::allow_refers: allow_refers(agent); break;
    case Command::shutdown:
      if (script_.octet() == 0) stack.shutdown(now);
      break;
    case Command::query: query(agent); break;
    case Command::add_account: add_account(agent); break;
  }
  require(stack.usage().events.used == events, "a command queues no event");
}

/// A call that replaces a dialog which the wire has shown (RFC 3891); early-only: a pickup.
void Commands::call_replacing(Agent& agent) {
  const std::string to = target();
  const std::uint32_t which = script_.octet();
  const std::uint8_t flags = script_.octet();
  std::string replaces = "nothing;to-tag=a;from-tag=b";
  if (const auto& dialogs = around_.dialogs; !dialogs.empty()) {
    const SeenDialog& dialog = dialogs[dialogs.size() - 1 - which % dialogs.size()];
    const bool callee = (flags & 1) != 0;
    replaces = dialog.call_id + ";to-tag=" + (callee ? dialog.to_tag : dialog.from_tag) +
               ";from-tag=" + (callee ? dialog.from_tag : dialog.to_tag);
  }
  if ((flags & 2) != 0) replaces += ";early-only";
  if ((flags & 4) != 0) replaces = script_.text(16);
  call_made(agent, agent.stack->call(around_.now, agent.account, to, {.sdp = {}, .replaces = replaces}));
}

void Commands::refer(Agent& agent, bool outside) {
  const CallId call = outside ? CallId{} : pick(agent.calls);
  const std::string outside_target = outside ? target() : std::string();
  const std::string refer_to = target();
  const std::uint8_t choice = script_.octet();
  ReferOptions options;
  if ((choice & attended) != 0) options.replaces = pick(agent.calls);
  if ((choice & cancel_leg) != 0) options.early_leg = EarlyLeg::cancel;
  if ((choice & replace_leg) != 0) options.early_leg = EarlyLeg::replace;
  options.address_of_record = (choice & address_of_record) != 0;
  options.reports = static_cast<Reports>((choice & reports_mask) >> 4);
  options.no_reports_mean_success = (choice & none_means_success) != 0;
  if ((choice & own_method) != 0) options.method = options.address_of_record ? "BYE" : "INVITE";
  const std::string uri = uri_at(1);
  if ((choice & own_method) != 0 && options.address_of_record) options.request_uri = uri;
  if (!outside) return refer(agent, call, refer_to, options);
  const auto transfer =
      agent.stack->refer_outside(around_.now, agent.account, outside_target, refer_to, options);
  if (!transfer) return;
  agent.oracle.refer_sent(*transfer, options.replaces);
  agent.transfers.push_back(*transfer);
}

void Commands::accept_refer(Agent& agent) {
  const TransferId referral = pick(agent.referrals);
  std::string text = agent.refer_text;
  switch (script_.number(4)) {
    case 0: text.clear(); break;
    case 1: break;
    case 2: text += 'x'; break;
    default: text.resize(text.size() / 2); break;
  }
  const std::string_view sdp = script_.pick(descriptions);
  accept_refer(agent, referral, text, {.sdp = sdp, .replaces = sdp == "junk" ? "a;to-tag=b;from-tag=c" : ""});
}

void Commands::query(Agent& agent) {
  const Stack& stack = *agent.stack;
  const CallId call = pick(agent.calls);
  const TransferId transfer = pick(agent.referrals);
  const CallState call_state = stack.state(call);
  const bool known = call_state != CallState::none;
  require(known || (stack.remote_uri(call).empty() && !stack.on_hold(call)), "an unknown call has no peer");
  require(!known || call_state == CallState::ending || !stack.remote_uri(call).empty(), "a call has a peer");
  std::string text(agent.limits.message_bytes, '\0');
  const auto size = stack.refer_text(transfer, text);
  const TransferState state = stack.state(transfer);
  require(size || size.error() == (state == TransferState::none ? Errc::unknown_handle : Errc::wrong_state),
          "a REFER's text is there while it is undecided");
  require(stack.refer_text(transfer, {}).error() != Errc::ok, "a REFER is not empty");
  (void)stack.idle();
}

void Commands::allow_refers(Agent& agent) {
  static constexpr ReferralPolicy strict{.hosts = "127.0.0.1", .per_minute = 1, .depth = 0};
  static constexpr ReferralPolicy lax{.outside_dialogs = true, .tel = true, .keep_secure = false, .per_minute = 0,
                                      .per_minute_per_call = 0, .live_per_call = 255, .follow_redirects = true};
  const CallId call = pick(agent.calls);
  const std::uint8_t choice = script_.octet();
  const bool known = agent.stack->state(call) != CallState::none;
  Errc error = agent.stack->allow_refers(around_.now, call, (choice & refer_permission::allowed) != 0);
  require((error == Errc::ok) == known, "REFERs are switched off and on in every call");
  const ReferralPolicy* policy = nullptr;
  if ((choice & refer_permission::strict) != 0) policy = &strict;
  if ((choice & refer_permission::lax) != 0) policy = &lax;
  error = agent.stack->set_referral_policy(around_.now, call, policy);
  require((error == Errc::ok) == known, "every call may have a policy of its own");
}

void Commands::add_account(Agent& agent) {
  static constexpr ReferralPolicy policy{.outside_dialogs = true, .hosts = "127.0.0.1", .per_minute = 2};
  static const std::array<AccountView, 4> views{
      AccountView{.uri = "sip:other@127.0.0.1",
                  .display_name = "O \"x\"",
                  .contact_user = "c",
                  .proxy = {},
                  .user_agent = "A/1",
                  .referral = &policy},
      AccountView{.uri = "not a uri", .display_name = {}, .contact_user = {}, .proxy = {}, .user_agent = {}},
      AccountView{.uri = "sip:o@127.0.0.1",
                  .display_name = {},
                  .contact_user = {},
                  .proxy = "sip:127.0.0.1:5061;lr",
                  .user_agent = {}},
      AccountView{.uri = "sip:a\r\nb@x",
                  .display_name = {},
                  .contact_user = {},
                  .proxy = {},
                  .user_agent = "a\r\nb"}};
  const auto account = agent.stack->add_account(around_.now, script_.pick(views));
  if (account) agent.account = *account;
}

}  // namespace baton::fuzz
