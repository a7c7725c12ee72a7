#include "baton/message_values.hpp"

namespace baton {
namespace {

NameAddrView first_address(const MessageView& message, HeaderId id) noexcept {
  NameAddrView address;
  if (const auto value = message.values(id).next()) {
    (void)parse_name_addr(*value, address);
  }
  return address;
}

std::uint32_t count_values(const MessageView& message, HeaderId id) noexcept {
  std::uint32_t count = 0;
  for (auto walk = message.values(id); walk.next();) {
    ++count;
  }
  return count;
}

std::optional<std::uint32_t> number(const MessageView& message, HeaderId id) noexcept {
  std::uint32_t number = 0;
  const auto text = message.value(id);
  if (!text || parse_number(*text, number) != Errc::ok) {
    return std::nullopt;
  }
  return number;
}

}  // namespace

ParseError parse_message(std::string_view bytes, std::span<HeaderEntry> index, MessageView& into,
                         MessageValues& values, const ParseOptions& options) noexcept {
  const std::span<NameAddrView> route_room = values.route_room;
  const std::span<NameAddrView> record_route_room = values.record_route_room;
  values = {};
  values.route_room = route_room;
  values.record_route_room = record_route_room;
  const ParseError error = parse_message(bytes, index, into, options);
  if (error) {
    return error;
  }
  if (into.is_request()) {
    (void)parse_uri(into.request_uri(), values.request_uri);
  }
  values.via = into.top_via();
  values.vias = count_values(into, HeaderId::via);
  values.from = into.from();
  values.to = into.to();
  values.call_id = into.call_id();
  values.cseq = into.cseq();
  values.max_forwards = into.max_forwards();
  values.content_length = number(into, HeaderId::content_length);
  values.contact = first_address(into, HeaderId::contact);
  values.contacts = count_values(into, HeaderId::contact);
  values.refer_to = first_address(into, HeaderId::refer_to);
  values.referred_by = first_address(into, HeaderId::referred_by);
  if (const auto value = into.value(HeaderId::content_type)) {
    (void)parse_media_type(*value, values.content_type);
  }
  if (const auto value = into.value(HeaderId::event)) {
    (void)parse_event(*value, values.event);
  }
  if (const auto value = into.value(HeaderId::subscription_state)) {
    (void)parse_subscription_state(*value, values.subscription_state);
  }
  if (const auto value = into.value(HeaderId::replaces)) {
    (void)parse_replaces(*value, values.replaces);
  }
  const auto fill = [&](HeaderId id, std::span<NameAddrView> room, std::uint32_t& count) noexcept {
    for (auto walk = into.values(id); const auto value = walk.next(); ++count) {
      if (count < room.size()) {
        (void)parse_name_addr(*value, room[count]);
      }
    }
  };
  fill(HeaderId::route, route_room, values.routes);
  fill(HeaderId::record_route, record_route_room, values.record_routes);
  return {};
}

}  // namespace baton
