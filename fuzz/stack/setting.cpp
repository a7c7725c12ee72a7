#include "fuzz/stack/setting.hpp"

namespace baton::fuzz {

AgentChoice AgentChoice::read(Script& script) noexcept {
  AgentChoice choice;
  choice.limits = script.octet();
  choice.extensions = script.octet();
  choice.answers = script.octet();
  choice.referral = script.octet();
  choice.guards = script.octet();
  choice.timing = script.octet();
  choice.manners = script.octet();
  return choice;
}

Limits limits_of(const AgentChoice& choice) {
  Limits limits = Limits::device();
  const std::uint32_t more = choice.limits >> 4;
  switch (choice.limits & 15) {
    case 0: break;
    case 1:
      limits = Limits::host(8);
      limits.message_bytes = 4'096;
      limits.headers = 64;
      limits.flows = 4;
      limits.accounts = 2;
      break;
    case 2: limits.transactions = 4 + more, limits.reserved = more / 4; break;
    case 3: limits.blocks = 4 + 3 * more; break;
    case 4: limits.dialogs = 1 + more % 4; break;
    case 5: limits.calls = 1 + more % 4; break;
    case 6: limits.transfers = 1 + more % 2; break;
    case 7: limits.subscriptions = 1 + more % 4; break;
    case 8: limits.outputs = 4 + more % 4; break;
    case 9: limits.dialog_text = 128 + 16 * more; break;
    case 10: limits.message_bytes = 512 + 64 * more; break;
    case 11: limits.headers = 20 + more; break;
    case 12: limits.account_text = 24 * more; break;
    case 13: limits.reserved = more; break;
    case 14:
      limits.blocks = 24 + more, limits.block_bytes = 64, limits.dialogs = 2, limits.subscriptions = 2;
      break;
    default: limits.lookups = 1 + more, limits.flows = 3; break;
  }
  return limits;
}

namespace {

void time_of(std::uint8_t choice, StackOptions& options) {
  switch (choice & 15) {
    case 1: options.transferor.give_up = seconds(10); break;
    case 2: options.transferor.grace = options.transferor.grace_bye = milliseconds(10); break;
    case 3: options.transferor.overtake = milliseconds(1); break;
    case 4: options.transferor.hold_back = milliseconds(100); break;
    case 5: options.transferor.unsubscribe_after = seconds(20); break;
    case 6: options.transferor.tombstone = milliseconds(500); break;
    case 7: options.transferor.glare_retries = 0; break;
    case 8: options.transaction.t1 = milliseconds(50); break;
    case 9: options.transferor.give_up = 0, options.transferor.overtake = 0; break;
    default: break;
  }
  switch (choice >> 4) {
    case 1: options.transferee.decision = seconds(2); break;
    case 2: options.transferee.referred_call = seconds(5); break;
    case 3: options.transferee.subscription = seconds(30); break;
    case 4: options.transferee.hold_bye = seconds(30); break;
    case 5: options.transferee.notify_gap = seconds(10); break;
    case 6: options.transferee.notify_overdue = milliseconds(1); break;
    case 7: options.transferee.tombstone = milliseconds(500); break;
    case 8: options.transferee.referred_call = options.transferee.subscription = seconds(3); break;
    default: break;
  }
  // Who decides later than 64*T1 has nobody left to answer (RFC 4320 4.2).
  if ((choice & 15) == 8) options.transferee.decision = seconds(2);
}

}  // namespace

StackOptions options_of(const AgentChoice& choice) {
  StackOptions options;
  const auto has = [](std::uint8_t octet, std::uint8_t bit) { return (octet & bit) != 0; };
  options.handle_refer = !has(choice.extensions, extensions::takes_no_refer);
  options.bye_means_success = has(choice.extensions, extensions::bye_means_success);
  options.replaced_bye_means_success = !has(choice.extensions, extensions::replaced_bye_means_nothing);
  options.norefersub = !has(choice.extensions, extensions::no_norefersub);
  options.nosub = !has(choice.extensions, extensions::no_nosub);
  options.explicitsub = !has(choice.extensions, extensions::no_explicitsub);
  options.tdialog = !has(choice.extensions, extensions::no_tdialog);
  options.strict_7647 = has(choice.extensions, extensions::strict_7647);

  if (has(choice.answers, answers::strict)) options.accept_status = AcceptStatus::strict;
  if (has(choice.answers, answers::pending)) options.accept_status = AcceptStatus::pending;
  if (has(choice.answers, answers::replaces_off)) options.replaces.level = ReplacesLevel::off;
  if (has(choice.answers, answers::replaces_strict)) options.replaces.level = ReplacesLevel::strict;
  if (has(choice.answers, answers::replaces_by_source)) options.replaces.level = ReplacesLevel::source;
  options.replaces.ask = has(choice.answers, answers::asks_about_replaces);
  options.replaces.early_callee = has(choice.answers, answers::early_callee);
  if (has(choice.answers, answers::challenges)) options.digest_realm = "agents";

  options.referral.outside_dialogs = has(choice.referral, referral::outside_dialogs);
  options.referral.want_digest = has(choice.referral, referral::wants_digest);
  options.referral.sip = !has(choice.referral, referral::no_sip);
  options.referral.sips = !has(choice.referral, referral::no_sips);
  options.referral.tel = has(choice.referral, referral::tel);
  options.referral.keep_secure = !has(choice.referral, referral::not_secure);
  if (has(choice.referral, referral::hosts)) options.referral.hosts = "127.0.0.1 example.com";
  options.referral.follow_redirects = has(choice.referral, referral::follows_redirects);

  if (has(choice.guards, guards::refused_numbers)) options.referral.refused_numbers = "+1900 0900";
  if (has(choice.guards, guards::allowed_numbers)) options.referral.allowed_numbers = "+49 +1";
  if (has(choice.guards, guards::rate)) options.referral.per_minute = 1;
  if (has(choice.guards, guards::depth)) options.referral.depth = 1;
  if (has(choice.guards, guards::live_two)) options.referral.live_per_call = 2;
  time_of(choice.timing, options);
  return options;
}

AccountView account_of(const AgentChoice& choice, const std::string& uri) {
  AccountView view{.uri = uri, .display_name = {}, .contact_user = {}, .proxy = {}, .user_agent = {}};
  if ((choice.guards & guards::proxy) != 0)
    view.proxy = uri.ends_with("5060") ? "sip:127.0.0.1:5062;lr" : "sip:127.0.0.1:5060;lr";
  if ((choice.guards & guards::no_password) == 0) view.password = "secret", view.realm = "agents";
  view.allow_refer = (choice.guards & guards::account_refuses) == 0;
  return view;
}

}  // namespace baton::fuzz
