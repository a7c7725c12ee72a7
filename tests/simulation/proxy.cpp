#include "tests/simulation/proxy.hpp"

#include <algorithm>

namespace baton::simulation {
namespace {

void line(std::string& text, std::string_view name, std::string_view value) {
  text.append(name).append(": ").append(value).append("\r\n");
}

/// What stands behind the first value of a comma-separated header.
std::string_view rest_of_list(std::string_view value) {
  bool quoted = false, bracketed = false;
  for (std::size_t i = 0; i < value.size(); ++i) {
    if (value[i] == '"') quoted = !quoted;
    if (value[i] == '<') bracketed = true;
    if (value[i] == '>') bracketed = false;
    if (value[i] != ',' || quoted || bracketed) continue;
    value.remove_prefix(i + 1);
    value.remove_prefix(std::min(value.find_first_not_of(' '), value.size()));
    return value;
  }
  return {};
}

std::string branch_for(const Wire& request, std::uint32_t leg) {
  std::string branch = "z9hG4bKp";
  append_number(branch, hash_of(request->top_via().branch) ^ leg * 0x9e3779b97f4a7c15u);
  return branch;
}

}  // namespace

void Proxy::begin(bool record_routes) {
  record_routes_ = record_routes;
  users_.clear();
  forks_.clear();
  challenged_.clear();
  refused_.clear();
}

void Proxy::register_user(std::string name, std::vector<std::string> contacts) {
  users_.push_back({std::move(name), std::move(contacts)});
}

void Proxy::receive(Port from, std::string_view bytes) {
  Wire message;
  if (!message.read(bytes)) return;
  if (!message->is_request()) return on_response(message);
  if (refuses(message, from)) return;
  if (Fork* const known = fork_of(message)) {
    if (message.method() == Method::invite || message.method() == Method::refer) {  // a retransmission
      if (known->finished && !known->final_response.empty())
        world_.send(port(), from, known->final_response);
      else if (known->is_invite)
        reply(message, from, 100);
      return;
    }
    if (message.method() == Method::cancel) {
      reply(message, from, 200);
      return cancel(*known);
    }
    if (message.method() == Method::ack) {
      known->acked = true;
      return;
    }
  }
  if (message->max_forwards().value_or(70) == 0) return reply(message, from, 483);
  route(message);
}

/// RFC 3261 22.3. Who has credentials is believed, but for a nonce now and then that it calls stale.
bool Proxy::refuses(const Wire& request, Port from) {
  const std::uint64_t branch = hash_of(request->top_via().branch);
  const bool known = std::find(refused_.begin(), refused_.end(), branch) != refused_.end();
  if (request.method() == Method::ack) return known;
  if (std::find(challenged_.begin(), challenged_.end(), from) == challenged_.end()) return false;
  const std::string_view credentials = request.value(HeaderId::proxy_authorization);
  const bool stale = credentials.find("stale-") == std::string_view::npos && branch % 8 == 0;
  if (request.method() == Method::cancel || (!credentials.empty() && !stale)) return false;
  std::string challenge = "Proxy-Authenticate: Digest realm=\"proxy\", algorithm=SHA-256, qop=\"auth\", nonce=\"";
  challenge += credentials.empty() ? "first-" : "stale-";
  append_number(challenge, branch);
  challenge += credentials.empty() ? "\"\r\n" : "\", stale=true\r\n";
  if (!known) refused_.push_back(branch);
  world_.send(port(), from, response_to(request, 407, challenge));
  return true;
}

/// RFC 3261 16.4 to 16.6: our own Route goes, the next one or the Request-URI says where to.
void Proxy::route(const Wire& request) {
  const std::string_view uri = request->request_uri();
  auto routes = request->values(HeaderId::route);
  auto next = routes.next();
  if (next && is_mine(*next)) next = routes.next();
  if (next) return forward(request, uri, port_in(*next), branch_for(request, 0));
  if (!is_mine(uri)) return forward(request, uri, port_in(uri), branch_for(request, 0));
  for (const User& user : users_) {
    if (user.name != user_in(uri)) continue;
    const bool may_fork = request.is_request(Method::invite) || request.is_request(Method::refer);
    const bool forks = may_fork && !request.has_to_tag() && user.contacts.size() > 1;
    if (forks) return fork(request, request->top_via().port, user.contacts);
    for (std::uint32_t leg = 0; leg < user.contacts.size(); ++leg)
      forward(request, user.contacts[leg], port_in(user.contacts[leg]), branch_for(request, leg));
    return;
  }
  if (!request.is_request(Method::ack)) reply(request, request->top_via().port, 404);
}

void Proxy::forward(const Wire& request, std::string_view uri, Port to, std::string_view branch) {
  out_.clear();
  out_.append(request->method_text()).append(" ").append(uri).append(" SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:");
  append_number(out_, port());
  out_.append(";branch=").append(branch).append("\r\n");
  if (record_routes_ && !request.has_to_tag()) {
    out_.append("Record-Route: <sip:127.0.0.1:");
    append_number(out_, port());
    out_.append(";lr>\r\n");
  }
  bool first_route = true;
  for (const HeaderEntry& entry : request->headers()) {
    std::string_view value = request->value_of(entry);
    const std::string_view name = request->name_of(entry);
    if (entry.id == HeaderId::route && first_route) {
      first_route = false;
      if (is_mine(value)) value = rest_of_list(value);
      if (value.empty()) continue;
    } else if (entry.id == HeaderId::max_forwards) {
      out_.append("Max-Forwards: ");
      append_number(out_, request->max_forwards().value_or(70) - 1);
      out_.append("\r\n");
      continue;
    }
    line(out_, name, value);
  }
  out_.append("\r\n").append(request->body());
  world_.send(port(), to, out_);
}

void Proxy::reply(const Wire& request, Port to, std::uint16_t status) {
  world_.send(port(), to, response_to(request, status));
}

std::string Proxy::response_to(const Wire& request, std::uint16_t status, std::string_view extra) {
  std::string text = "SIP/2.0 ";
  append_number(text, status);
  text.append(" ").append(reason_phrase(status)).append("\r\n");
  for (const HeaderEntry& entry : request->headers()) {
    const std::string_view value = request->value_of(entry);
    if (entry.id == HeaderId::via || entry.id == HeaderId::from || entry.id == HeaderId::call_id ||
        entry.id == HeaderId::cseq) {
      line(text, request->name_of(entry), value);
    } else if (entry.id == HeaderId::to) {
      const bool tagged = request.has_to_tag() || status == 100;
      line(text, "To", tagged ? std::string(value) : std::string(value) + ";tag=proxy");
    }
  }
  return text.append(extra).append("Content-Length: 0\r\n\r\n");
}

std::string Proxy::without_top_via(const Wire& response) const {
  std::string text = "SIP/2.0 ";
  append_number(text, response->status());
  text.append(" ").append(response->reason()).append("\r\n");
  bool first_via = true;
  for (const HeaderEntry& entry : response->headers()) {
    std::string_view value = response->value_of(entry);
    if (entry.id == HeaderId::via && first_via) {
      first_via = false;
      value = rest_of_list(value);
      if (value.empty()) continue;
    }
    line(text, response->name_of(entry), value);
  }
  return text.append("\r\n").append(response->body());
}

void Proxy::on_response(const Wire& response) {
  if (response->top_via().port != port() || on_leg_response(response)) return;
  auto vias = response->values(HeaderId::via);
  (void)vias.next();
  const auto next = vias.next();
  if (next) world_.send(port(), port_in(*next), without_top_via(response));
}

}  // namespace baton::simulation
