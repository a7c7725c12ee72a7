#include "src/auth/digest_hash.hpp"

#include "baton/quoted.hpp"
#include "parser/char_class.hpp"

namespace baton::core {
namespace {

constexpr std::string_view hex_digits = "0123456789abcdef";

constexpr std::size_t size_of(HashAlgorithm algorithm) noexcept {
  return algorithm == HashAlgorithm::md5 ? 16 : 32;
}

/// A2 hashed: Method ":" request-uri [ ":" H(entity-body) ].
bool hash_request(const Environment& environment, HashAlgorithm algorithm, const DigestRequest& request,
                  bool integrity, HexDigest& into) noexcept {
  if (!integrity) {
    return hash_text(environment, algorithm, {request.method, ":", request.uri}, into);
  }
  HexDigest body;
  return hash_text(environment, algorithm, {request.body}, body) &&
         hash_text(environment, algorithm, {request.method, ":", request.uri, ":", body.text()}, into);
}

}  // namespace

bool DigestAlgorithms::has(DigestAlgorithm algorithm) const noexcept {
  switch (algorithm) {
    case DigestAlgorithm::md5:
    case DigestAlgorithm::md5_sess: return md5;
    case DigestAlgorithm::sha256:
    case DigestAlgorithm::sha256_sess: return sha256;
    case DigestAlgorithm::sha512_256:
    case DigestAlgorithm::sha512_256_sess: return sha512_256;
    case DigestAlgorithm::other: break;
  }
  return false;
}

HashAlgorithm hash_of(DigestAlgorithm algorithm) noexcept {
  switch (algorithm) {
    case DigestAlgorithm::sha256:
    case DigestAlgorithm::sha256_sess: return HashAlgorithm::sha256;
    case DigestAlgorithm::sha512_256:
    case DigestAlgorithm::sha512_256_sess: return HashAlgorithm::sha512_256;
    default: return HashAlgorithm::md5;
  }
}

bool is_session(DigestAlgorithm algorithm) noexcept {
  return algorithm == DigestAlgorithm::md5_sess || algorithm == DigestAlgorithm::sha256_sess ||
         algorithm == DigestAlgorithm::sha512_256_sess;
}

bool hash_text(const Environment& environment, HashAlgorithm algorithm,
               std::initializer_list<std::string_view> parts, HexDigest& into) noexcept {
  into.size = 0;
  std::array<std::byte, 32> octets{};
  const std::span<std::byte> hash = std::span(octets).first(size_of(algorithm));
  if (environment.hash == nullptr ||
      !environment.hash(environment.context, algorithm, {parts.begin(), parts.size()}, hash)) {
    return false;
  }
  into.size = static_cast<std::uint8_t>(hex_text(hash, into.digits).size());
  return true;
}

bool hash_secret(const Environment& environment, HashAlgorithm algorithm, std::string_view user,
                 std::string_view realm, std::string_view password, HexDigest& into) noexcept {
  return hash_text(environment, algorithm, {user, ":", realm, ":", password}, into);
}

bool digest_response(const Environment& environment, const DigestTerms& terms, const DigestRequest& request,
                     std::string_view secret, HexDigest& into) noexcept {
  const HashAlgorithm algorithm = hash_of(terms.algorithm);
  HexDigest session;
  if (is_session(terms.algorithm)) {
    if (!hash_text(environment, algorithm, {secret, ":", terms.nonce, ":", terms.cnonce}, session)) {
      return false;
    }
    secret = session.text();
  }
  HexDigest what;
  if (!hash_request(environment, algorithm, request, terms.integrity, what)) {
    return false;
  }
  if (terms.qop.empty()) {
    return hash_text(environment, algorithm, {secret, ":", terms.nonce, ":", what.text()}, into);
  }
  return hash_text(environment, algorithm,
                   {secret, ":", terms.nonce, ":", terms.nc, ":", terms.cnonce, ":", terms.qop, ":", what.text()},
                   into);
}

std::string_view hex_text(std::span<const std::byte> octets, std::span<char> into) noexcept {
  std::size_t size = 0;
  for (const std::byte octet : octets) {
    if (into.size() - size < 2) break;
    into[size++] = hex_digits[std::to_integer<unsigned>(octet >> 4)];
    into[size++] = hex_digits[std::to_integer<unsigned>(octet & std::byte{15})];
  }
  return {into.data(), size};
}

bool is_line_text(std::string_view text) noexcept {
  for (const char c : text) {
    if (!parser::is(c, parser::text_char)) return false;
  }
  return true;
}

std::string_view PlainTexts::of(std::string_view quoted) noexcept {
  if (error_ != Errc::ok || quoted.find_first_of("\\\r\n") == std::string_view::npos) {
    return error_ == Errc::ok ? quoted : std::string_view{};
  }
  const Result<std::size_t> size = unquote(quoted, room_);
  if (!size) {
    error_ = size.error();
    return {};
  }
  const std::string_view plain(room_.data(), *size);
  room_ = room_.subspan(*size);
  return plain;
}

bool stands_for(std::string_view quoted, std::string_view plain) noexcept {
  std::size_t at = 0;
  for (std::size_t next = 0; next < quoted.size(); ++next, ++at) {
    if (quoted[next] == '\\' && ++next == quoted.size()) return false;
    if (at == plain.size() || quoted[next] != plain[at]) return false;
  }
  return at == plain.size();
}

}  // namespace baton::core
