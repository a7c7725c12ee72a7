// How a Stack behaves, and what single commands may ask for.
#pragma once

#include <cstdint>
#include <string_view>

#include "baton/handle.hpp"
#include "baton/referral_policy.hpp"
#include "baton/timing.hpp"

namespace baton {

/// The status that accepts a REFER (outcome table 2.1).
enum class AcceptStatus : std::uint8_t {
  automatic,  ///< 200 to a sender that shows it is past RFC 7647, 202 to everybody else
  strict,     ///< always 200 (RFC 7647 5)
  pending,    ///< 200 at once, before anybody decides: a later no becomes a report of 603
};

/// `Stack::make` refuses (`bad_options`) times below 0 or above a day, a T1 below 1 ms or above 22 min, a T2 below T1,
/// and a `decision` of more than 28 s.
struct StackOptions {
  TransactionTiming transaction;
  TransferorTiming transferor;
  TransfereeTiming transferee;
  ReferralPolicy referral;  ///< of every account that has none of its own
  ReplacesPolicy replaces;
  /// What we challenge others with; empty: never. Borrowed as long as the Stack.
  std::string_view digest_realm = {};
  AcceptStatus accept_status = AcceptStatus::automatic;
  bool handle_refer = true;       ///< off: REFER is answered 405 and missing from Allow

  // What the transferor takes for an outcome (outcome table 1.4).
  bool bye_means_success = false;          ///< profile for PBXs that report nothing and hang up
  bool replaced_bye_means_success = true;  ///< attended: the target ended the replaced call by BYE

  // Extensions that are honoured when a peer asks for them, and then named in Supported.
  bool norefersub = true;   ///< RFC 4488
  bool nosub = true;        ///< RFC 7614
  bool explicitsub = true;  ///< RFC 7614
  bool tdialog = true;      ///< RFC 4538: sent to a peer with `gr` and tdialog, heeded when received
  bool strict_7647 = false; ///< a peer with `gr` is referred in a new dialog whether it shows tdialog or not
};

struct CallOptions {
  std::string_view sdp = {};       ///< the offer; empty: a minimal audio offer is made
  std::string_view replaces = {};  ///< a whole Replaces value: the callee replaces that dialog by this call
                                   ///< (RFC 3891); with ";early-only" a pickup. Empty: none
};
struct AnswerOptions {
  std::string_view sdp = {};  ///< the answer (or offer, if the INVITE had none); empty: made here
};

/// What becomes of an attended transfer while the consultation call still rings (RFC 5589 7.6).
enum class EarlyLeg : std::uint8_t {
  wait,     ///< the REFER waits until that call is answered; if it fails, the transfer is rejected
  cancel,   ///< that call is cancelled, and when it is over the REFER goes out blind
  replace,  ///< the REFER goes at once and names the early dialog, for PBXs; RFC 3891 3 has its callee say 481
};

/// What reports a REFER asks for.
enum class Reports : std::uint8_t {
  implicit,     ///< the subscription of RFC 3515
  norefersub,   ///< Refer-Sub: false (RFC 4488): the peer may subscribe us all the same
  nosub,        ///< Require: nosub (RFC 7614): none
  explicitsub,  ///< Require: explicitsub (RFC 7614): we subscribe where the peer says
};

struct ReferOptions {
  CallId replaces = {};            ///< attended: the call that the target is to replace; none: blind
  EarlyLeg early_leg = EarlyLeg::wait;  ///< where that call still rings
  bool address_of_record = false;  ///< attended without a target given: name the peer's address of record
                                   ///< instead of its remote target
  std::string_view method = {};       ///< the method parameter of the Refer-To URI; empty: none, so INVITE
  std::string_view request_uri = {};  ///< of the REFER, instead of the remote target; empty: that
  Reports reports = Reports::implicit;
  bool no_reports_mean_success = false;  ///< row 14: an accepted REFER without reports ends as success, not as
                                         ///< failure of unknown outcome
};

}  // namespace baton
