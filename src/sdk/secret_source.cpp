#include "src/sdk/secret_source.hpp"

namespace baton {
namespace {

/// The size of what there is; a text longer than `out` is told to be so, and belongs to nobody then.
std::size_t write(const std::optional<std::string>& secret, std::span<char> out) noexcept {
  if (!secret) {
    return 0;
  }
  secret->copy(out.data(), out.size());
  return secret->size();
}

}  // namespace

void SecretSource::join(Environment& environment) noexcept {
  if (users_ != nullptr) {
    environment.context = this;
    environment.password = &password;
    environment.hashed_password = &hashed_password;
  }
}

std::size_t SecretSource::password(void* context, std::string_view realm, std::string_view user,
                                   std::span<char> out) noexcept {
  auto& self = *static_cast<SecretSource*>(context);
  self.asking_ = true;
  const std::size_t size = write(self.users_->password(realm, user), out);
  self.asking_ = false;
  return size;
}

std::size_t SecretSource::hashed_password(void* context, std::string_view realm, std::string_view user,
                                          HashAlgorithm algorithm, std::span<char> out) noexcept {
  auto& self = *static_cast<SecretSource*>(context);
  self.asking_ = true;
  const std::size_t size = write(self.users_->hashed_password(realm, user, algorithm), out);
  self.asking_ = false;
  return size;
}

}  // namespace baton
