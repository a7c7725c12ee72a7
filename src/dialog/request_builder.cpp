#include "src/dialog/request_builder.hpp"

#include "src/dialog/route_set.hpp"

namespace baton::core {
namespace {

void write_via(MessageWriter& writer, const LocalIdentity& local, std::string_view branch) noexcept {
  std::array<char, endpoint_text_size> address{};
  // rport: the answer comes back through whatever translated our address (RFC 3581 3).
  writer.header(HeaderId::via,
                {"SIP/2.0/", transport_token(local.transport), " ",
                 format_endpoint(local.address, address), ";rport;branch=", branch});
}

void write_cseq(MessageWriter& writer, const RequestParts& request) noexcept {
  writer.begin(HeaderId::cseq);
  writer.add_number(request.cseq);
  writer.add(" ");
  writer.add(request.method);
  writer.end();
}

}  // namespace

void start_request(MessageWriter& writer, const DialogParts& dialog, const LocalIdentity& local,
                   const RequestParts& request) noexcept {
  const RequestRoute route = route_request(dialog.target, dialog.routes);
  writer.request_line(request.method, route.request_uri);
  write_via(writer, local, request.branch);
  writer.header(HeaderId::max_forwards, std::uint32_t{70});
  writer.header(HeaderId::from, {dialog.local, ";tag=", dialog.local_tag});
  if (dialog.remote_tag.empty()) writer.header(HeaderId::to, {dialog.remote});
  else writer.header(HeaderId::to, {dialog.remote, ";tag=", dialog.remote_tag});
  writer.header(HeaderId::call_id, {dialog.call_id});
  write_cseq(writer, request);
  if (!route.last_route.empty()) {
    writer.header(HeaderId::route, {route.routes, route.routes.empty() ? "<" : ", <", route.last_route, ">"});
  } else if (!route.routes.empty()) {
    writer.header(HeaderId::route, {route.routes});
  }
  if (!local.user_agent.empty()) writer.header(HeaderId::user_agent, {local.user_agent});
}

void start_again(MessageWriter& writer, const LocalIdentity& local, const MessageView& old,
                 const RequestParts& request, bool (*leaves_out)(HeaderId, std::string_view) noexcept) noexcept {
  writer.request_line(request.method, request.uri.empty() ? old.request_uri() : request.uri);
  write_via(writer, local, request.branch);
  for (const HeaderEntry& entry : old.headers()) {
    const std::string_view value = old.value_of(entry);
    switch (entry.id) {
      case HeaderId::via:
      case HeaderId::content_length:
      case HeaderId::content_type: continue;
      case HeaderId::cseq: write_cseq(writer, request); continue;
      default: break;
    }
    if (leaves_out != nullptr && leaves_out(entry.id, value)) continue;
    writer.header(old.name_of(entry), {value});
  }
}

void finish_again(MessageWriter& writer, const MessageView& old) noexcept {
  if (old.body().empty()) writer.body({}, {});
  else writer.body(old.value(HeaderId::content_type).value_or("application/octet-stream"), old.body());
}

void write_own_uri(MessageWriter& writer, HeaderId id, const LocalIdentity& local) noexcept {
  std::array<char, endpoint_text_size> address{};
  const std::string_view at = local.contact_user.empty() ? "" : "@";
  const std::string_view scheme = local.transport == Transport::tls ? "<sips:" : "<sip:";
  const std::string_view parameter = local.transport == Transport::tcp ? ";transport=tcp>" : ">";
  std::string_view host = format_endpoint(local.address, address);
  if (host.empty()) host = "anonymous.invalid";  // no flow is open: a Contact that reaches nobody, but is one
  writer.header(id, {scheme, local.contact_user, at, host, parameter});
}

}  // namespace baton::core
