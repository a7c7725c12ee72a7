// An identity of the user agent. Its texts are borrowed as long as the account stands.
#pragma once

#include <cstdint>
#include <string_view>

#include "baton/referral_policy.hpp"

namespace baton {

struct AccountView {
  std::string_view uri;           ///< address of record, "sip:alice@example.com"; mandatory
  std::string_view display_name;  ///< for From; empty: none
  std::string_view contact_user;  ///< user part of our Contact; empty: that of `uri`
  std::string_view proxy;         ///< outbound proxy as a URI: becomes the Route of new requests; empty: none
  std::string_view user_agent;    ///< User-Agent and Server header; empty: none
  // Digest (RFC 7616). A challenge is answered only where it came from the account's own proxy or, without
  // one, its own domain; nobody else is given a digest of the password.
  std::string_view auth_user = {};  ///< empty: the user part of `uri`
  std::string_view password = {};   ///< empty: challenges go unanswered
  std::string_view realm = {};      ///< the only realm that is answered; empty: any, of the own server
  /// What REFERs may ask of this account; borrowed as long as it stands. Null: `StackOptions::referral`.
  const ReferralPolicy* referral = nullptr;
  bool allow_refer = true;          ///< off: REFERs in calls of this account are refused with 403
  std::uint16_t media_port = 9;     ///< port in the session descriptions made here
};

}  // namespace baton
