// What a Stack lets a REFER ask of it, and an INVITE with Replaces. Everything here is decided before
// anything is sent (outcome table 2.1 and 3).
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace baton {

/// Whom REFERs may ask to call, and how often. A Stack has one (`StackOptions::referral`); an account may have one
/// of its own (`AccountView::referral`), and so may a call (`Stack::set_referral_policy`). The nearest holds, whole.
/// Texts are borrowed as long as the policy is used.
///
/// A rate counts the REFERs that passed, whatever the application then decides; what is refused here, for any reason,
/// uses nothing up. Each account and each call counts for itself, whichever policy holds there.
struct ReferralPolicy {
  bool outside_dialogs = false;    ///< REFERs out of dialog reach the application; else 403, unless their
                                   ///< Target-Dialog names a confirmed session of ours (RFC 4538 4)
  bool want_digest = false;        ///< 401 until the sender proves itself (needs `digest_realm`)
  bool sip = true, sips = true;    ///< schemes that may be called; else 603
  bool tel = false;                ///< tel: through the account's domain; else 603
  bool keep_secure = true;         ///< a REFER that came over TLS may not name a sip: target (403)
  std::string_view hosts = {};          ///< hosts that may be called, separated by spaces; empty: any. A maddr
                                        ///< must be one of them too
  // Beginnings of numbers, separated by spaces: "+1900 0900". Where either is set, these are numbers: tel:, what has
  // user=phone, a user that begins with a digit, '+', '*' or '#' (whatever that is no letter may stand in front), and
  // one of digits and the keys '*', '#' and A to D alone. A name is none ("alice", "bob2", but "x0900" too: where a
  // gateway drops letters, use `hosts`). Separators and escapes do not count. A number that is not all digits, '*'
  // and '#', behind a '+' or none, is refused: "0900x", "0900%20". It must also pass behind its phone-context ("+49").
  std::string_view refused_numbers = {};  ///< may not be called; nor may one stand behind a code: "*31#0900"
  std::string_view allowed_numbers = {};  ///< if not empty, numbers must begin with one of these
  std::uint16_t per_minute = 60;   ///< REFERs to the account let through in any one minute; 0: no limit. Strangers
                                   ///< (out of calls, not proven by digest) pass while less than half is used up
  std::uint8_t per_minute_per_call = 20;  ///< of them in any one call; 0: no limit. So one peer leaves the others
                                   ///< their share; a person who tries target after target stays below it
  std::uint8_t depth = 8;          ///< referrals behind one another: a call made for a REFER counts one more
                                   ///< than the call that the REFER ran on, and one that comes in with
                                   ///< Referred-By at least one; docs/transfer.md says what that can bound
  std::uint8_t live_per_call = 1;  ///< REFERs of one call that are not over: the next is refused
  bool follow_redirects = false;   ///< a 3xx to a referred call: its first Contact that passes this policy
  std::uint8_t redirects = 3;      ///< followed by one referred call; the next 3xx is its end
};

/// Why a REFER was refused before the application heard of it.
enum class ReferralRefusal : std::uint8_t {
  none,
  extension,        ///< 420: Require names what we do not support (RFC 3261 8.2.2.3)
  malformed,        ///< 400: not exactly one Refer-To and one Contact, or unreadable (RFC 3515 2.4.2)
  no_handler,       ///< 405: nobody handles REFER here
  glare,            ///< 491: our own REFER in this dialog has no final response
  no_room,          ///< 500 with Retry-After: a pool is empty
  outside_dialog,   ///< 403: out of dialog, and not switched on
  unproven,         ///< 401: digest is wanted
  number,           ///< 403: the number is not to be called
  host,             ///< 403: the host is not to be called
  rate,             ///< 403: too many in a minute
  depth,            ///< 403: too many referrals behind one another
  too_many,         ///< 403: too many live ones on this call
  method,           ///< 403: another method than INVITE
  header,           ///< 403: a header in the Refer-To URI that is not on the allow-list
  uri_extension,    ///< 403: the Refer-To URI requires an extension that we do not support
  downgrade,        ///< 403: a sip: target in a REFER that came over TLS
  switched_off,     ///< 403: by the account, or for this call
  self,             ///< 403: it refers us to ourselves, or to the very dialog it came in
  scheme,           ///< 603: a scheme that we cannot call
  no_call,          ///< 603: no confirmed call in the dialog
};
inline constexpr std::size_t referral_refusals = 21;

/// The enumerator's name: "outside_dialog".
std::string_view name(ReferralRefusal refusal) noexcept;
/// A sentence for people, without a full stop.
std::string_view text(ReferralRefusal refusal) noexcept;

/// Whether an application may refuse a REFER with this status: 400 to 699, less 408 (RFC 4320 4.2), and where the REFER
/// came within a dialog less those that would end it or its call: 404, 405, 410, 416, 480 to 485, 489, 501, 502 and 604
/// (RFC 5057 5.1).
bool may_refuse_refer(std::uint16_t status, bool within_dialog) noexcept;

/// Who may replace a call by an INVITE with Replaces (RFC 3891 3, 8). Each level takes what those before it
/// take.
enum class ReplacesLevel : std::uint8_t {
  off,          ///< Replaces is not supported: 420 where it is required, else an ordinary call
  strict,       ///< digest as the replaced peer's user, or nothing. Only peers whose URI has our own domain (the
                ///< account's, or a host named as `digest_realm`) are users of our realm: others cannot prove it
  proven,       ///< also the flow of the replaced dialog (of a stream)
  referred_by,  ///< also Referred-By equal to the replaced peer's URI. It can be forged (RFC 3892 2.3), yet
                ///< without it common attended transfers fail
  source,       ///< also the source address that the replaced dialog's peer was last heard from
};

/// The best that speaks for a sender. For one who asks to replace a call, the best of what `ReplacesLevel` takes.
enum class Proof : std::uint8_t {
  none,         ///< nothing
  source,       ///< the source address of the replaced dialog's peer
  referred_by,  ///< Referred-By equal to its URI: forgeable
  flow,         ///< the stream of the replaced dialog
  digest,       ///< credentials: of the replaced peer's user
};

struct ReplacesPolicy {
  ReplacesLevel level = ReplacesLevel::referred_by;
  bool ask = false;           ///< what nothing above proves is for the application to decide (but not at `strict`),
                              ///< as is whether the new call rings: `Event::proof` says what it has to go by. Else
                              ///< the call is answered at once, or refused with 403
  bool early_callee = false;  ///< a call that we are asked to take, and have not yet, may be replaced, though RFC
                              ///< 3891 3 says 481
};

}  // namespace baton
