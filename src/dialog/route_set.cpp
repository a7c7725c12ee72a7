#include "src/dialog/route_set.hpp"

#include <array>
#include <cstring>

#include "parser/slice.hpp"

namespace baton::core {
namespace {

/// The first element of a route list, and what follows its comma.
std::string_view first_route(std::string_view routes, std::string_view& rest) noexcept {
  bool bracketed = false;
  bool quoted = false;
  for (std::size_t i = 0; i < routes.size(); ++i) {
    const char c = routes[i];
    if (quoted) {
      if (c == '\\') ++i;
      else if (c == '"') quoted = false;
    } else if (c == '"') {
      quoted = true;
    } else if (c == '<') {
      bracketed = true;
    } else if (c == '>') {
      bracketed = false;
    } else if (c == ',' && !bracketed) {
      rest = parser::slice(routes, i + 1);
      while (!rest.empty() && rest.front() == ' ') rest.remove_prefix(1);
      return parser::slice(routes, 0, i);
    }
  }
  rest = {};
  return routes;
}

}  // namespace

Result<std::size_t> collect_routes(const MessageView& message, bool reversed,
                                   std::span<char> into) noexcept {
  std::array<std::string_view, 16> values;
  std::size_t count = 0;
  auto walk = message.values(HeaderId::record_route);
  while (auto value = walk.next()) {
    if (count == values.size()) return Errc::too_many_headers;
    values[count++] = *value;
  }
  std::size_t size = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const std::string_view value = values[reversed ? count - 1 - i : i];
    const std::size_t separator = i == 0 ? 0 : 2;
    if (into.size() - size < value.size() + separator) return Errc::buffer_too_small;
    if (separator != 0) std::memcpy(into.data() + size, ", ", 2);
    // A folded value becomes one line: only its white space may hold CR or LF.
    size += separator;
    for (const char c : value) into[size++] = (c == '\r' || c == '\n' || c == '\t') ? ' ' : c;
  }
  return size;
}

RequestRoute route_request(std::string_view target, std::string_view routes) noexcept {
  RequestRoute route{.request_uri = target, .routes = routes, .last_route = {}, .next_hop = target};
  if (routes.empty()) return route;
  std::string_view rest;
  const std::string_view first = first_route(routes, rest);
  NameAddrView hop;
  if (parse_name_addr(first, hop) != Errc::ok) return route;
  route.next_hop = hop.uri_text;
  if (hop.uri.parameter("lr")) return route;
  route.request_uri = hop.uri_text;
  route.routes = rest;
  route.last_route = target;
  return route;
}

}  // namespace baton::core
