// All that is injected into a Stack.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace baton {

enum class HashAlgorithm : std::uint8_t { md5, sha256, sha512_256 };

struct Environment {
  void* context = nullptr;
  /// Fills `out` with unpredictable octets; required. Must not call the Stack.
  void (*random)(void* context, std::span<std::byte> out) noexcept = nullptr;
  /// Hashes the parts joined into `out`: 16 octets for MD5, 32 for the others. False: it cannot, and the
  /// challenge goes unanswered, as all do where this is null. Must not call the Stack.
  bool (*hash)(void* context, HashAlgorithm, std::span<const std::string_view> parts,
               std::span<std::byte> out) noexcept = nullptr;
  // To challenge others (RFC 7616), one of these is needed; both null: nobody can prove themselves.
  /// The password of `user` in `realm`, written into `out`; its size, or 0: nobody of that name. Must not call
  /// the Stack.
  std::size_t (*password)(void* context, std::string_view realm, std::string_view user,
                          std::span<char> out) noexcept = nullptr;
  /// For who keeps no passwords: H(user:realm:password) by this algorithm in small hexadecimal digits, written
  /// into `out`; their number, or 0: `password` is asked. Must not call the Stack.
  std::size_t (*hashed_password)(void* context, std::string_view realm, std::string_view user,
                                 HashAlgorithm, std::span<char> out) noexcept = nullptr;
};

}  // namespace baton
