#include "src/dialog/response_builder.hpp"

#include <array>

#include "parser/slice.hpp"

namespace baton::core {
namespace {

/// The top Via as the request had it, but with our received and rport (RFC 3261 18.2.1, RFC 3581 4):
/// the sender's own values of them are dropped, since only we know.
void add_top_via(MessageWriter& writer, std::string_view value, const ViaView& via, const Route& reply) noexcept {
  if (via.host.empty() || via.parameters.empty()) {  // it cannot be read, or there is nothing to leave out
    writer.add_unfolded(value);
    if (via.host.empty()) return;
  } else {
    writer.add_unfolded(parser::slice(value, 0, static_cast<std::size_t>(via.parameters.data() - value.data())));
  }
  ParameterIterator walk(via.parameters);
  while (auto parameter = walk.next()) {
    if (equal_ignoring_case(parameter->name, "received") ||
        equal_ignoring_case(parameter->name, "rport")) {
      continue;
    }
    writer.add(";");
    writer.add(parameter->name);
    if (!parameter->has_value) continue;
    writer.add("=");
    if (parameter->quoted) writer.add("\"");
    writer.add_unfolded(parameter->value);
    if (parameter->quoted) writer.add("\"");
  }
  if (reply.peer.family == Family::none) return;
  std::array<char, endpoint_text_size> text{};
  std::string_view address = format_address(reply.peer, text);
  if (!address.empty() && address.front() == '[') address = parser::slice(address, 1, address.size() - 2);
  writer.add(";received=");
  writer.add(address);
  if (!via.has_rport) return;
  writer.add(";rport=");
  writer.add_number(reply.peer.port);
}

void copy_all(MessageWriter& writer, const MessageView& request, HeaderId id) noexcept {
  auto walk = request.values(id);
  while (auto value = walk.next()) {
    writer.begin(id);
    writer.add_unfolded(*value);
    writer.end();
  }
}

}  // namespace

void start_response(MessageWriter& writer, const MessageView& request, const Route& reply,
                    const ResponseParts& response) noexcept {
  writer.status_line(response.status,
                     response.reason.empty() ? reason_phrase(response.status) : response.reason);
  auto vias = request.values(HeaderId::via);
  for (bool top = true; auto value = vias.next(); top = false) {
    writer.begin(HeaderId::via);
    if (top) add_top_via(writer, *value, request.top_via(), reply);
    else writer.add_unfolded(*value);
    writer.end();
  }
  if (response.record_route) copy_all(writer, request, HeaderId::record_route);
  writer.begin(HeaderId::from);
  writer.add_unfolded(request.value(HeaderId::from).value_or(""));
  writer.end();
  writer.begin(HeaderId::to);
  writer.add_unfolded(request.value(HeaderId::to).value_or(""));
  if (!response.to_tag.empty() && request.to_tag().empty()) {
    writer.add(";tag=");
    writer.add(response.to_tag);
  }
  writer.end();
  writer.header(HeaderId::call_id, {request.call_id()});
  writer.begin(HeaderId::cseq);
  writer.add_unfolded(request.value(HeaderId::cseq).value_or(""));
  writer.end();
  if (response.status == 100) copy_all(writer, request, HeaderId::timestamp);  // 8.2.6.1
}

}  // namespace baton::core
