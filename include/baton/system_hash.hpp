// The hashes of digest from OpenSSL, in the form that Environment wants.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

#include "baton/environment.hpp"

namespace baton {

/// Hashes the parts joined by MD5 (RFC 1321), SHA-256 or SHA-512/256 (FIPS 180-4) into the first octets of
/// `out`: 16 for MD5, 32 for the others. `context` is not used. False, with `out` untouched: `out` is
/// too small, or OpenSSL does not give this hash, as its FIPS provider does with MD5.
///
/// There is no such function in a build without OpenSSL (CMake option BATON_BUILD_OPENSSL);
/// BATON_HAS_SYSTEM_HASH is defined for users of `baton::transport` where there is. It allocates.
bool system_hash(void* context, HashAlgorithm algorithm, std::span<const std::string_view> parts,
                 std::span<std::byte> out) noexcept;

}  // namespace baton
