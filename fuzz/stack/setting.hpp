// What a script chooses before the session begins: the limits, options, account and manners of each agent.
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "baton/account.hpp"
#include "baton/limits.hpp"
#include "baton/options.hpp"
#include "fuzz/script.hpp"

namespace baton::fuzz {

inline constexpr std::uint16_t first_port = 5060;   ///< of the three agents, one after another
inline constexpr std::uint16_t fork_port = 5063;    ///< what goes here comes to both other agents
inline constexpr std::uint16_t silent_port = 5099;  ///< nobody listens

/// The octets of one agent in the script's head, in this order; 0 in each is the plain choice.
struct AgentChoice {
  std::uint8_t limits = 0;      ///< low half: which pool is small; high half: by how much
  std::uint8_t extensions = 0;  ///< Extensions
  std::uint8_t answers = 0;     ///< Answers
  std::uint8_t referral = 0;    ///< Referral
  std::uint8_t guards = 0;      ///< Guards
  std::uint8_t timing = 0;      ///< low half: the transferor's, high half: the transferee's
  std::uint8_t manners = 0;     ///< Manners

  static AgentChoice read(Script& script) noexcept;
};
inline constexpr std::size_t agent_choice_octets = 7;

namespace extensions {
enum : std::uint8_t {
  takes_no_refer = 1,
  bye_means_success = 2,
  replaced_bye_means_nothing = 4,
  no_norefersub = 8,
  no_nosub = 16,
  no_explicitsub = 32,
  no_tdialog = 64,
  strict_7647 = 128,
};
}
namespace answers {
enum : std::uint8_t {
  strict = 1,
  pending = 2,  // AcceptStatus
  replaces_off = 4,
  replaces_strict = 8,
  replaces_by_source = 16,  // ReplacesLevel
  asks_about_replaces = 32,
  early_callee = 64,
  challenges = 128,
};
}
namespace referral {
enum : std::uint8_t {
  outside_dialogs = 1,
  wants_digest = 2,
  no_sip = 4,
  no_sips = 8,
  tel = 16,
  not_secure = 32,
  hosts = 64,
  follows_redirects = 128,
};
}
namespace guards {
enum : std::uint8_t {
  refused_numbers = 1,
  allowed_numbers = 2,
  rate = 4,
  depth = 8,
  live_two = 16,
  account_refuses = 32,
  proxy = 64,
  no_password = 128,
};
}
/// What the application does inside events.
namespace manners {
enum : std::uint8_t {
  rings = 1,
  answers = 2,
  accepts_refers = 4,
  refers_on_connect = 8,
  hangs_up_on_success = 16,
  hangs_up_on_accept = 32,
  rejects_calls = 64,
  commands_in_events = 128,
};
}

Limits limits_of(const AgentChoice& choice);
StackOptions options_of(const AgentChoice& choice);
/// `uri` is borrowed.
AccountView account_of(const AgentChoice& choice, const std::string& uri);

}  // namespace baton::fuzz
