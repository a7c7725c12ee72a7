// By which passwords others prove who they are to an agent.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "baton/environment.hpp"

namespace baton {

/// Knows the secrets by which others prove themselves to us (RFC 7616): who wants to replace a call, or refers us.
class DigestUsers {
 public:
  // On the agent's thread, which waits for the answer. Must not throw; commands of the agent give `in_callback`
  // here, and the agent must not be destroyed.

  /// The password of `user` in `realm`, at most 128 octets; none: nobody of that name.
  virtual std::optional<std::string> password(std::string_view realm, std::string_view user) = 0;
  /// For who keeps no passwords: H(user:realm:password) in small hexadecimal digits. Asked first; none: `password`
  /// is asked. The algorithms that are offered: sha512_256 and sha256.
  virtual std::optional<std::string> hashed_password(std::string_view /*realm*/, std::string_view /*user*/,
                                                     HashAlgorithm /*algorithm*/) {
    return std::nullopt;
  }

 protected:
  ~DigestUsers() = default;
};

}  // namespace baton
