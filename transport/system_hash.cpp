#include "baton/system_hash.hpp"

#include <openssl/err.h>
#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <memory>

namespace baton {
namespace {

struct FreeContext {
  void operator()(EVP_MD_CTX* context) const noexcept { EVP_MD_CTX_free(context); }
};

const EVP_MD* method_of(HashAlgorithm algorithm) noexcept {
  switch (algorithm) {
    case HashAlgorithm::md5: return EVP_md5();
    case HashAlgorithm::sha256: return EVP_sha256();
    case HashAlgorithm::sha512_256: return EVP_sha512_256();
  }
  return nullptr;
}

}  // namespace

bool system_hash(void* /*context*/, HashAlgorithm algorithm, std::span<const std::string_view> parts,
                 std::span<std::byte> out) noexcept {
  const EVP_MD* const method = method_of(algorithm);
  if (method == nullptr || out.size() < static_cast<std::size_t>(EVP_MD_get_size(method))) {
    return false;
  }
  const std::unique_ptr<EVP_MD_CTX, FreeContext> hash(EVP_MD_CTX_new());
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  // A refusal leaves no entry in the thread's queue of errors, which belongs to the user's own calls.
  ERR_set_mark();
  bool good = hash != nullptr && EVP_DigestInit_ex(hash.get(), method, nullptr) == 1;
  for (const std::string_view part : parts) {
    good = good && EVP_DigestUpdate(hash.get(), part.data(), part.size()) == 1;
  }
  good = good && EVP_DigestFinal_ex(hash.get(), digest.data(), &size) == 1;
  ERR_pop_to_mark();
  if (good) {
    std::transform(digest.begin(), digest.begin() + size, out.begin(),
                   [](unsigned char octet) { return std::byte{octet}; });
  }
  return good;
}

}  // namespace baton
