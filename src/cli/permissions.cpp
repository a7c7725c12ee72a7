#include "src/cli/permissions.hpp"

#include <fstream>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <CLI/CLI.hpp>

#include "src/cli/console.hpp"
#include "src/cli/exit_code.hpp"
#include "src/trace/printable_text.hpp"

namespace baton::cli {
namespace {

constexpr const char* refer_group = "Which REFERs are heeded";
constexpr const char* replaces_group = "Who may replace a call (RFC 3891)";
constexpr const char* digest_group = "Proofs by digest (RFC 7616)";

AcceptStatus accept_status_of(std::string_view name) noexcept {
  return name == "strict"    ? AcceptStatus::strict
         : name == "pending" ? AcceptStatus::pending
                             : AcceptStatus::automatic;
}

void switch_off(std::string_view extension, StackOptions& stack) noexcept {
  bool& flag = extension == "norefersub"    ? stack.norefersub
               : extension == "nosub"       ? stack.nosub
               : extension == "explicitsub" ? stack.explicitsub
               : extension == "tdialog"     ? stack.tdialog
                                            : stack.handle_refer;
  flag = false;
}

void add_refer_options(CLI::App& sub, Permissions& permissions) {
  const auto texts = [&sub](const char* name, std::vector<std::string>& into, const char* help, const char* text) {
    sub.add_option(name, into, help)->group(refer_group)->option_text(text);
  };
  const auto number = [&sub](const char* name, std::uint32_t& into, std::uint32_t max, const char* help) {
    sub.add_option(name, into, help)->check(CLI::Range(0U, max))->group(refer_group)->option_text("NUMBER");
  };
  sub.add_flag("--outside", permissions.outside, "Those outside of calls too; else they get 403")->group(refer_group);
  texts("--hosts", permissions.hosts, "Only those to these hosts", "HOST...");
  texts("--numbers", permissions.numbers, "Of telephone numbers only those that begin so", "DIGITS...");
  texts("--refuse-numbers", permissions.refused_numbers, "No number that begins so", "DIGITS...");
  sub.add_flag("--tel", permissions.tel, "tel: targets too, called through our own domain")->group(refer_group);
  number("--per-minute", permissions.per_minute, 65'535, "At most so many a minute (60); 0: any number");
  number("--per-minute-per-call", permissions.per_minute_per_call, 255,
         "Of them at most so many in a call (20); 0: any number");
  number("--depth", permissions.depth, 255, "At most so many referrals behind one another (8)");
  number("--live-per-call", permissions.live_per_call, 255, "At most so many at once in a call (1)");
  sub.add_flag("--follow-redirects", permissions.follow_redirects, "Follow a 3xx to the referred call")
      ->group(refer_group);
  sub.add_option("--accept-status", permissions.accept_status,
                 "What accepts one (automatic): 202 or 200 by what the sender is; 200 (strict, RFC 7647); 200 before "
                 "anybody has decided (pending)")
      ->check(CLI::IsMember({"automatic", "strict", "pending"}))
      ->group(refer_group)
      ->option_text("automatic|strict|pending");
  sub.add_option("--without", permissions.without, "Do without these extensions, or without REFER: then 405")
      ->check(CLI::IsMember({"norefersub", "nosub", "explicitsub", "tdialog", "refer"}))
      ->group(refer_group)
      ->option_text("norefersub|nosub|explicitsub|tdialog|refer...");
}

/// An exit code, other than success after a complaint.
int read_users(const Permissions& permissions, PasswordTable& table) {
  for (const std::string& user : permissions.digest_users) {
    if (!table.add(user)) {
      complain("--digest-user must be USER:PASSWORD");
      return exit_usage;
    }
  }
  if (permissions.digest_file.empty()) {
    return exit_success;
  }
  std::ifstream file(permissions.digest_file);
  std::size_t number = 0;
  for (std::string line; std::getline(file, line);) {
    ++number;
    if (!line.empty() && !table.add(line)) {
      complain(fmt::format("{} line {}: must be USER:PASSWORD", permissions.digest_file, number));
      return exit_usage;
    }
  }
  if (!file.eof()) {
    complain(fmt::format("cannot read {}", trace::printable(permissions.digest_file, 200)));
    return exit_file;
  }
  return exit_success;
}

/// The texts of a policy stand side by side, in the first of them.
std::string_view join(std::vector<std::string>& texts) {
  const std::string all = fmt::format("{}", fmt::join(texts, " "));
  texts.assign(1, all);
  return texts.front();
}

}  // namespace

ReplacesLevel level_of(std::string_view name) noexcept {
  return name == "off"      ? ReplacesLevel::off
         : name == "strict" ? ReplacesLevel::strict
         : name == "proven" ? ReplacesLevel::proven
         : name == "source" ? ReplacesLevel::source
                            : ReplacesLevel::referred_by;
}

void add_replaces_option(CLI::App& sub, std::string& level) {
  sub.add_option("--replaces", level,
                 "Who may replace a call by another (referred-by): each level takes what those before it take")
      ->check(CLI::IsMember({"off", "strict", "proven", "referred-by", "source"}))
      ->group(replaces_group)
      ->option_text("off|strict|proven|referred-by|source");
}

bool PasswordTable::add(std::string_view line) {
  const std::size_t colon = line.find(':');
  if (colon == 0 || colon == std::string_view::npos || colon + 1 == line.size()) {
    return false;
  }
  passwords_[std::string(line.substr(0, colon))] = line.substr(colon + 1);
  return true;
}

std::optional<std::string> PasswordTable::password(std::string_view /*realm*/, std::string_view user) {
  const auto at = passwords_.find(user);
  return at != passwords_.end() ? std::optional<std::string>(at->second) : std::nullopt;
}

void add_permission_options(CLI::App& sub, Permissions& permissions) {
  add_refer_options(sub, permissions);
  add_replaces_option(sub, permissions.replaces);
  sub.add_flag("--replaces-early", permissions.replaces_early,
               "A call that still rings here may be replaced too, though the RFC says 481")
      ->group(replaces_group);
  CLI::Option* const realm =
      sub.add_option("--digest-realm", permissions.digest_realm, "The realm in which others prove who they are");
  realm->group(digest_group)->option_text("TEXT");
  sub.add_option("--digest-user", permissions.digest_users, "Who is known there, once for each")
      ->needs(realm)
      ->expected(1)
      ->take_all()
      ->group(digest_group)
      ->option_text("USER:PASSWORD");
  sub.add_option("--digest-users", permissions.digest_file, "The same from a file, one a line: others do not see it")
      ->needs(realm)
      ->group(digest_group)
      ->option_text("FILE");
  sub.add_flag("--want-digest", permissions.want_digest, "REFERs from nobody else")->needs(realm)->group(digest_group);
}

int set_permissions(Permissions& permissions, PasswordTable& table, AgentOptions& options) {
  if (const int code = read_users(permissions, table); code != exit_success) {
    return code;
  }
  StackOptions& stack = options.stack;
  ReferralPolicy& referral = stack.referral;
  referral.outside_dialogs = permissions.outside;
  referral.hosts = join(permissions.hosts);
  referral.allowed_numbers = join(permissions.numbers);
  referral.refused_numbers = join(permissions.refused_numbers);
  referral.tel = permissions.tel;
  referral.per_minute = static_cast<std::uint16_t>(permissions.per_minute);
  referral.per_minute_per_call = static_cast<std::uint8_t>(permissions.per_minute_per_call);
  referral.depth = static_cast<std::uint8_t>(permissions.depth);
  referral.live_per_call = static_cast<std::uint8_t>(permissions.live_per_call);
  referral.follow_redirects = permissions.follow_redirects;
  referral.want_digest = permissions.want_digest;
  stack.accept_status = accept_status_of(permissions.accept_status);
  stack.replaces.level = level_of(permissions.replaces);
  stack.replaces.early_callee = permissions.replaces_early;
  for (const std::string& extension : permissions.without) {
    switch_off(extension, stack);
  }
  stack.digest_realm = permissions.digest_realm;
  if (!permissions.digest_realm.empty()) {
    options.digest_users = &table;
  }
  return exit_success;
}

}  // namespace baton::cli
