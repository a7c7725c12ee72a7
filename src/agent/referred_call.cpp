// The call that an accepted REFER makes, from the stored REFER (RFC 3515 2.4.3, RFC 3892, RFC 3891).
#include "src/agent/referrals.hpp"
#include "src/dialog/text_joiner.hpp"
#include "src/refer/refer_target.hpp"
#include "src/refer/referred_body.hpp"

namespace baton::core {
namespace {

/// Unescapes a Replaces value of the Refer-To URI; the writer refuses what would inject a line.
Result<std::size_t> unescape_replaces(const ReferTarget& target, std::span<char> into) noexcept {
  if (target.replaces.empty()) return std::size_t{0};
  return unescape(target.replaces, into);
}

/// What is called: the target without its headers and method, or a number through the account's domain.
Errc request_uri(const Core& core, const TransferRecord& transfer, const ReferTarget& target, TextJoiner& texts,
                 std::string_view& uri) noexcept {
  const Errc error = target.uri.scheme == UriScheme::tel
                         ? sip_uri_of_tel(target.uri, core.accounts.at(transfer.account).view.uri, texts.rest(), uri)
                         : request_uri_of(target, texts.rest(), uri);
  if (error != Errc::ok) return error == Errc::buffer_too_small ? Errc::message_too_long : error;
  if (uri.data() == texts.rest().data()) texts.took(uri.size());
  return Errc::ok;
}

bool names_account(const Core& core, std::string_view referred_by, std::uint32_t account) noexcept {
  NameAddrView referrer;
  UriView own;
  return parse_name_addr(referred_by, referrer) == Errc::ok &&
         parse_uri(core.accounts.at(account).view.uri, own) == Errc::ok && equal(referrer.uri, own);
}

}  // namespace

/// Two that refer each other to themselves so come to the same count: each of their calls says by whose REFER it was
/// made, and while it is set up that REFER has not ended.
std::uint8_t depth_of(const Core& core, const MessageView& invite, std::uint32_t account) noexcept {
  const auto referred_by = invite.value(HeaderId::referred_by);
  if (!referred_by) return 0;
  std::uint8_t depth = 1;
  if (!names_account(core, *referred_by, account)) return depth;
  for (std::uint32_t i = 0; i < core.transfers.capacity(); ++i) {
    const TransferRecord& transfer = core.transfers.at(i);
    if (core.transfers.live(i) && !transfer.received && transfer.account == account && transfer.depth > depth) {
      depth = transfer.depth;
    }
  }
  return depth;
}

/// Its texts stay where they are, in the work space, and what must be unescaped goes behind them. A doubled
/// Referred-By is copied neither way (RFC 3892 2.2).
Result<PreparedCall> prepare_referred(Core& core, const TransferRecord& transfer, const MessageView& refer,
                                      std::string_view sdp) noexcept {
  ReferTarget target;
  if (const Errc error = read_refer_target(refer.value(HeaderId::refer_to).value_or(""), target);
      error != Errc::ok) {
    return error;
  }
  TextJoiner texts(core.work.stored.subspan(refer.bytes().size()));
  std::string_view uri;
  if (const Errc error = request_uri(core, transfer, target, texts, uri); error != Errc::ok) return error;
  const std::span<char> replaces_text = texts.rest();
  const Result<std::size_t> replaces = unescape_replaces(target, replaces_text);
  if (!replaces) return replaces.error();
  texts.took(*replaces);
  std::string_view referred_by;
  if (refer.count(HeaderId::referred_by) == 1) referred_by = *refer.value(HeaderId::referred_by);
  const std::string_view token = token_part_of(refer);
  const auto prepared = prepare_call(
      core, {.account = transfer.account,
             .request_uri = uri,
             .to_uri = uri,
             .sdp = sdp,
             .referred_by = referred_by,
             .replaces = {replaces_text.data(), *replaces},
             .uri_headers = target.uri.headers,
             .token = token,
             .expires = static_cast<std::uint32_t>((core.options.transferee.referred_call + 999'999) / 1'000'000),
             .spare = texts.rest()});
  if (!prepared && !token.empty() && prepared.error() == Errc::bad_argument) return Errc::message_too_long;
  if (prepared) prepared->call->depth = transfer.depth;
  return prepared;
}

}  // namespace baton::core
