// An identity of the user agent. Its texts are borrowed as long as the account stands.
#pragma once

#include <cstdint>
#include <string_view>

namespace baton {

struct AccountView {
  std::string_view uri;           ///< address of record, "sip:alice@example.com"; mandatory
  std::string_view display_name;  ///< for From; empty: none
  std::string_view contact_user;  ///< user part of our Contact; empty: that of `uri`
  std::string_view proxy;         ///< outbound proxy as a URI: becomes the Route of new requests; empty: none
  std::string_view user_agent;    ///< User-Agent and Server header; empty: none
  std::uint16_t media_port = 9;   ///< port in the session descriptions made here
};

}  // namespace baton
