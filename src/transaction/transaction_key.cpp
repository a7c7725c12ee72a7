#include "src/transaction/transaction_key.hpp"

#include "parser/slice.hpp"

namespace baton::core {
namespace {

/// What opens every hash, so that no key of one kind equals one of another.
enum class Domain : std::uint64_t { client, server, server_2543, merge };

constexpr std::string_view magic_cookie = "z9hG4bK";

/// Whether `branch` identifies its transaction alone (8.1.1.7). The bare cookie does not: it is
/// taken as a client of RFC 2543 (RFC 4475 3.2.1 allows that).
bool is_unique(std::string_view branch) noexcept {
  return branch.size() > magic_cookie.size() &&
         equal_ignoring_case(parser::slice(branch, 0, magic_cookie.size()), magic_cookie);
}

/// Tokens are compared without case (7.3.1), Request-URI, tag and Call-ID octet by octet: what
/// comes again comes as it was.
std::uint64_t hash_server(const HashKey& secret, const MessageView& request, const ViaView& via,
                          std::string_view method) noexcept {
  KeyedHash hash(secret);
  if (is_unique(via.branch)) {
    hash.add(static_cast<std::uint64_t>(Domain::server));
  } else {
    // RFC 2543 (17.2.3). To's tag is left out: an ACK has one where its INVITE had none.
    hash.add(static_cast<std::uint64_t>(Domain::server_2543));
    hash.add(request.request_uri()).add(request.from().tag()).add(request.call_id());
    hash.add(std::uint64_t{request.cseq().number}).add_ignoring_case(via.transport_text);
  }
  hash.add_ignoring_case(via.branch).add_ignoring_case(via.host);
  return hash.add(std::uint64_t{via.port}).add(method).finish();
}

TransactionKey server_key_as(const KeySecrets& secrets, const MessageView& request,
                             std::string_view method) noexcept {
  const ViaView via = request.top_via();
  return {hash_server(secrets.key, request, via, method),
          hash_server(secrets.check, request, via, method)};
}

std::uint64_t hash_client(const HashKey& secret, std::string_view branch, Method method) noexcept {
  KeyedHash hash(secret);
  hash.add(static_cast<std::uint64_t>(Domain::client)).add_ignoring_case(branch);
  return hash.add(static_cast<std::uint64_t>(method)).finish();
}

}  // namespace

TransactionKey client_key(const KeySecrets& secrets, std::string_view branch,
                          Method method) noexcept {
  return {hash_client(secrets.key, branch, method), hash_client(secrets.check, branch, method)};
}

TransactionKey server_key(const KeySecrets& secrets, const MessageView& request) noexcept {
  const bool is_ack = request.method() == Method::ack;
  return server_key_as(secrets, request, is_ack ? "INVITE" : request.method_text());
}

TransactionKey cancelled_key(const KeySecrets& secrets, const MessageView& cancel) noexcept {
  return server_key_as(secrets, cancel, "INVITE");
}

bool can_merge(const MessageView& request) noexcept {
  return request.method() != Method::ack && request.method() != Method::cancel &&
         request.to().tag().empty();
}

std::uint64_t merge_key(const KeySecrets& secrets, const MessageView& request) noexcept {
  KeyedHash hash(secrets.key);
  hash.add(static_cast<std::uint64_t>(Domain::merge));
  hash.add(request.from().tag()).add(request.call_id());
  return hash.add(std::uint64_t{request.cseq().number}).add(request.method_text()).finish();
}

}  // namespace baton::core
