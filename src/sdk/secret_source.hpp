// What a Stack's Environment asks of an application's DigestUsers.
#pragma once

#include <span>
#include <string_view>

#include "baton/digest_users.hpp"
#include "baton/environment.hpp"

namespace baton {

/// Used on the agent's thread alone, from inside the Stack.
class SecretSource {
 public:
  explicit SecretSource(DigestUsers* users) noexcept : users_(users) {}

  /// Has `environment` ask here, if there are users. This must outlive the Stack.
  void join(Environment& environment) noexcept;
  /// Whether the application is being asked: the Stack may not be used meanwhile.
  bool asking() const noexcept { return asking_; }

 private:
  static std::size_t password(void* context, std::string_view realm, std::string_view user,
                              std::span<char> out) noexcept;
  static std::size_t hashed_password(void* context, std::string_view realm, std::string_view user,
                                     HashAlgorithm algorithm, std::span<char> out) noexcept;

  DigestUsers* users_;
  bool asking_ = false;
};

}  // namespace baton
