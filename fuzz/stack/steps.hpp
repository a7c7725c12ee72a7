// The words of a script that drives three Stacks: what may happen next, and which octets follow.
//
// A script is an octet of `World` choices, the octets of each agent (setting.hpp), then steps. An octet read
// is taken modulo the number of words. Past its end everything is zero.
#pragma once

#include <array>
#include <cstdint>

#include "baton/time.hpp"

namespace baton::fuzz {

/// Choices of the first octet.
enum WorldChoice : std::uint8_t {
  ends_in_silence = 1,  ///< after shutdown nobody hears anybody; else the network is honest to the end
  careless_driver = 2,  ///< inputs are also given before the drain is over
};

enum class Step : std::uint8_t {
  deliver,   ///< count: so many of the oldest messages
  settle,    ///< length: time passes and every message arrives
  command,   ///< agent, Command, operands
  wait,      ///< length: time passes and no message arrives
  pick,      ///< message: that one arrives
  lose,      ///< message
  repeat,    ///< message: it arrives twice
  bend,      ///< message, Bend, operands: it is changed on its way
  recall,    ///< message of the past, agent: it arrives once more
  redirect,  ///< message, agent: it goes to another agent
  inject,    ///< agent, text: octets that nobody sent
  jam,       ///< agent: its messages are taken no more, or again
  report,    ///< agent, kind: of flows
  look_up,   ///< agent, kind: the answer to a lookup
};
inline constexpr std::size_t step_count = 14;

enum class Command : std::uint8_t {
  call,             ///< target, description
  call_replacing,   ///< target, dialog, flags: 1 as seen by its callee, 2 early-only
  ring,             ///< call, status
  answer,           ///< call, description
  reject,           ///< call, status
  hang_up,          ///< call
  hold,             ///< call
  resume,           ///< call
  refer,            ///< call, target, ReferChoice, leg
  refer_outside,    ///< target, target of the referral, ReferChoice, leg
  cancel_transfer,  ///< transfer
  accept_refer,     ///< referral, text handed back, description
  reject_refer,     ///< referral, status
  allow_refers,     ///< call, refer_permission
  shutdown,         ///< 0: yes
  query,            ///< call, transfer
  add_account,      ///< kind
};
inline constexpr std::size_t command_count = 17;

/// An octet that says what REFERs in a call may ask. The rest of it: nothing.
namespace refer_permission {
enum : std::uint8_t {
  allowed = 1,
  strict = 2,  ///< by a policy of the call that lets none through
  lax = 4,     ///< by one that lets almost every one through
};
}

/// An octet that says how a REFER is asked for. Its low three bits: 1 attended, then the EarlyLeg.
enum ReferChoice : std::uint8_t {
  attended = 1,
  cancel_leg = 2,
  replace_leg = 4,
  address_of_record = 8,
  reports_mask = 48,  ///< shifted by 4: Reports
  none_means_success = 64,
  own_method = 128,
};

enum class Bend : std::uint8_t {
  set_octet,      ///< place (2), octet
  erase,          ///< place (2), count
  insert,         ///< place (2), text
  cut,            ///< place (2)
  drop_header,    ///< line
  double_header,  ///< line
  raise_header,   ///< line: it comes first
  add_header,     ///< value
  set_header,     ///< value: the first header of that name has it, or it is added
  move_cseq,      ///< signed difference
  change_tag,     ///< which, how
  set_status,     ///< status
  set_method,     ///< method, whether in CSeq too
  set_fragment,   ///< status line of a sipfrag
  change_branch,  ///< octet
  set_source,     ///< port: whom it seems to come from
};
inline constexpr std::size_t bend_count = 16;

inline constexpr std::array<Microseconds, 16> step_lengths{
    milliseconds(5), milliseconds(50), milliseconds(200),  milliseconds(600),
    seconds(1),      seconds(2),       milliseconds(3600), seconds(4) + milliseconds(100),
    seconds(8),      seconds(16),      seconds(21),        seconds(33),
    seconds(65),     seconds(125),     seconds(190),       milliseconds(1)};

/// Of a handle: the newest is 0; from here on it is made of two octets.
inline constexpr std::uint8_t made_up_handle = 240;

}  // namespace baton::fuzz
