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

TransactionKey key_of(WideHash& hash) noexcept {
  const Hash128 whole = hash.finish();
  return {whole.low, whole.high};
}

/// Tokens are compared without case (7.3.1), Request-URI, tag and Call-ID octet by octet: what
/// comes again comes as it was.
TransactionKey server_key_as(const HashKey& secret, const MessageView& request, std::string_view method) noexcept {
  const ViaView via = request.top_via();
  WideHash hash(secret);
  if (is_unique(via.branch)) {
    hash.add(static_cast<std::uint64_t>(Domain::server));
  } else {
    // RFC 2543 (17.2.3). To's tag is left out: an ACK has one where its INVITE had none.
    hash.add(static_cast<std::uint64_t>(Domain::server_2543));
    hash.add(request.request_uri()).add(request.from_tag()).add(request.call_id());
    hash.add(std::uint64_t{request.cseq().number}).add_ignoring_case(via.transport_text);
  }
  hash.add_ignoring_case(via.branch).add_ignoring_case(via.host);
  return key_of(hash.add(std::uint64_t{via.port}).add(method));
}

}  // namespace

TransactionKey client_key(const HashKey& secret, std::string_view branch, Method method) noexcept {
  WideHash hash(secret);
  hash.add(static_cast<std::uint64_t>(Domain::client)).add_ignoring_case(branch);
  return key_of(hash.add(static_cast<std::uint64_t>(method)));
}

TransactionKey server_key(const HashKey& secret, const MessageView& request) noexcept {
  const bool is_ack = request.method() == Method::ack;
  return server_key_as(secret, request, is_ack ? "INVITE" : request.method_text());
}

TransactionKey cancelled_key(const HashKey& secret, const MessageView& cancel) noexcept {
  return server_key_as(secret, cancel, "INVITE");
}

bool can_merge(const MessageView& request) noexcept {
  return request.method() != Method::ack && request.method() != Method::cancel &&
         request.to_tag().empty();
}

std::uint64_t merge_key(const HashKey& secret, const MessageView& request) noexcept {
  KeyedHash hash(secret);
  hash.add(static_cast<std::uint64_t>(Domain::merge));
  hash.add(request.from_tag()).add(request.call_id());
  return hash.add(std::uint64_t{request.cseq().number}).add(request.method_text()).finish();
}

}  // namespace baton::core
