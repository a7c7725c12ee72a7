#include "src/transaction/derived_request.hpp"

#include "baton/writer.hpp"

namespace baton::core {
namespace {

void copy(MessageWriter& writer, HeaderId id, std::string_view value) noexcept {
  writer.begin(id);
  writer.add_unfolded(value);  // a peer may fold
  writer.end();
}

/// What ACK and CANCEL share: Request-URI, top Via, Routes, From, Call-ID and the CSeq number are
/// the INVITE's.
std::string_view derive(Method method, const MessageView& invite, std::string_view to, std::string_view reason,
                        std::span<char> into) noexcept {
  MessageWriter writer(into);
  writer.request_line(method_text(method), invite.request_uri());
  ValueIterator vias = invite.values(HeaderId::via);
  if (const auto top = vias.next())
    copy(writer, HeaderId::via, *top);
  for (const HeaderEntry& entry : invite.headers()) {
    if (entry.id == HeaderId::route)
      copy(writer, HeaderId::route, invite.value_of(entry));
  }
  writer.header(HeaderId::max_forwards, std::uint32_t{70});
  copy(writer, HeaderId::from, invite.value(HeaderId::from).value_or(""));
  copy(writer, HeaderId::to, to);
  writer.header(HeaderId::call_id, {invite.call_id()});
  writer.begin(HeaderId::cseq);
  writer.add_number(invite.cseq().number);
  writer.add(" ");
  writer.add(method_text(method));
  writer.end();
  if (!reason.empty()) writer.header(HeaderId::reason, {reason});
  writer.body({}, {});
  const Result<std::size_t> size = writer.finish();
  return size ? std::string_view(into.data(), *size) : std::string_view{};
}

}  // namespace

std::string_view build_ack(const MessageView& invite, const MessageView& response,
                           std::span<char> into) noexcept {
  return derive(Method::ack, invite, response.value(HeaderId::to).value_or(""), {}, into);
}

std::string_view build_cancel(const MessageView& invite, std::string_view reason, std::span<char> into) noexcept {
  return derive(Method::cancel, invite, invite.value(HeaderId::to).value_or(""), reason, into);
}

}  // namespace baton::core
