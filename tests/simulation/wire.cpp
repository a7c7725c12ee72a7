#include "tests/simulation/wire.hpp"

#include <charconv>

#include "baton/sipfrag.hpp"

namespace baton::simulation {

bool Wire::read(std::string_view bytes) {
  view_ = {};
  return !index_message(bytes, index_, view_) && view_.value(HeaderId::call_id) && view_.value(HeaderId::via);
}

std::uint64_t hash_of(std::string_view text) {
  std::uint64_t hash = 0xcbf29ce484222325u;
  for (const char c : text)
    hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3u;
  return hash ^ (hash >> 29);
}

std::uint64_t Wire::dialog() const {
  return hash_of(value(HeaderId::call_id));
}

std::uint64_t Wire::transaction() const {
  return hash_of(view_.top_via().branch) * 31 + static_cast<std::uint64_t>(view_.method());
}

std::uint32_t Wire::event_id() const {
  EventView event;
  if (parse_event(value(HeaderId::event), event) != Errc::ok) return 0;
  std::uint32_t id = 0;
  return parse_number(event.id, id) == Errc::ok ? id : 0;
}

Said read_report(const Wire& notify) {
  Said said;
  SipfragView fragment;
  if (parse_sipfrag(notify->body(), fragment) == Errc::ok) said.status = fragment.status;
  SubscriptionStateView state;
  said.terminated = parse_subscription_state(notify.value(HeaderId::subscription_state), state) == Errc::ok &&
                    state.state == SubscriptionState::terminated;
  return said;
}

std::uint32_t token_of(std::string_view uri) {
  const std::size_t at = uri.find(";t=");
  if (at == std::string_view::npos) return 0;
  std::uint32_t token = 0;
  std::from_chars(uri.data() + at + 3, uri.data() + uri.size(), token);
  return token;
}

void append_number(std::string& text, std::uint64_t number) {
  char digits[24];
  const auto end = std::to_chars(digits, digits + sizeof(digits), number).ptr;
  text.append(digits, end);
}

std::string uri_of(std::string_view name, Port port, std::uint32_t token) {
  std::string uri = "sip:";
  uri += name;
  uri += "@127.0.0.1:";
  append_number(uri, port);
  if (token != 0) {
    uri += ";t=";
    append_number(uri, token);
  }
  return uri;
}

Port port_in(std::string_view value) {
  static constexpr std::string_view host = "127.0.0.1:";
  const std::size_t at = value.find(host);
  Port port = 5060;
  if (at != std::string_view::npos)
    std::from_chars(value.data() + at + host.size(), value.data() + value.size(), port);
  return port;
}

std::string_view user_in(std::string_view uri) {
  const std::size_t colon = uri.find(':');
  const std::size_t at = uri.find('@');
  if (colon == std::string_view::npos || at == std::string_view::npos || at < colon) return {};
  return uri.substr(colon + 1, at - colon - 1);
}

}  // namespace baton::simulation
