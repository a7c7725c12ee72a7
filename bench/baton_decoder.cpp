#include "bench/baton_decoder.hpp"

#include <array>

#include "baton/message_values.hpp"

namespace baton::bench {
namespace {

template <class Sink>
void give_uri(Sink& sink, Place place, const UriView& uri, unsigned index = 0) {
  sink.text({place, Part::scheme, index}, uri.scheme_text);
  sink.text({place, Part::user, index}, uri.user);
  sink.text({place, Part::host, index}, uri.host);
  sink.number({place, Part::port, index}, uri.port);
}

template <class Sink>
void give_start_line(Sink& sink, const MessageView& message, const MessageValues& values) {
  if (message.is_request()) {
    sink.text({Place::start_line, Part::method}, message.method_text());
    give_uri(sink, Place::request_uri, values.request_uri);
  } else {
    sink.number({Place::start_line, Part::status}, message.status());
  }
}

template <class Sink>
void give_dialog(Sink& sink, const MessageValues& values) {
  const ViaView& via = values.via;
  sink.text({Place::via, Part::transport}, via.transport_text);
  sink.text({Place::via, Part::host}, via.host);
  sink.number({Place::via, Part::port}, via.port);
  sink.text({Place::via, Part::branch}, via.branch);
  sink.text({Place::via, Part::received}, via.received);
  sink.number({Place::via, Part::rport}, via.rport);
  sink.number({Place::via, Part::count}, values.vias);
  give_uri(sink, Place::from, values.from.uri);
  sink.text({Place::from, Part::tag}, values.from.tag());
  give_uri(sink, Place::to, values.to.uri);
  sink.text({Place::to, Part::tag}, values.to.tag());
  sink.text({Place::call_id}, values.call_id);
  sink.number({Place::cseq}, values.cseq.number);
  sink.text({Place::cseq, Part::method}, values.cseq.method_text);
  if (values.contacts > 0) give_uri(sink, Place::contact, values.contact.uri);
  for (unsigned index = 0; index < values.routes; ++index) {
    give_uri(sink, Place::route, values.route_room[index].uri, index);
  }
  for (unsigned index = 0; index < values.record_routes; ++index) {
    give_uri(sink, Place::record_route, values.record_route_room[index].uri, index);
  }
}

template <class Sink>
void give_others(Sink& sink, const MessageValues& values) {
  if (values.max_forwards) sink.number({Place::max_forwards}, *values.max_forwards);
  if (values.content_length) sink.number({Place::content_length}, *values.content_length);
  sink.text({Place::content_type, Part::type}, values.content_type.type);
  sink.text({Place::content_type, Part::subtype}, values.content_type.subtype);
  give_uri(sink, Place::refer_to, values.refer_to.uri);
  give_uri(sink, Place::referred_by, values.referred_by.uri);
  sink.text({Place::event}, values.event.package);
  sink.text({Place::event, Part::id}, values.event.id);
  sink.text({Place::subscription_state}, values.subscription_state.state_text);
  sink.text({Place::subscription_state, Part::reason}, values.subscription_state.reason);
  sink.number({Place::subscription_state, Part::expires}, values.subscription_state.expires.value_or(0));
  sink.text({Place::replaces, Part::call_id}, values.replaces.call_id);
  sink.text({Place::replaces, Part::to_tag}, values.replaces.to_tag);
  sink.text({Place::replaces, Part::from_tag}, values.replaces.from_tag);
  sink.number({Place::replaces, Part::early_only}, values.replaces.early_only ? 1 : 0);
}

template <class Sink>
bool decode(std::string_view text, Sink& sink) {
  // As an application holds them: made once, used for every message.
  static std::array<HeaderEntry, 96> index;
  static std::array<NameAddrView, 8> routes, record_routes;
  static MessageValues values;
  values.route_room = routes;
  values.record_route_room = record_routes;
  MessageView message;
  if (parse_message(text, index, message, values) || !values.complete()) return false;
  give_start_line(sink, message, values);
  give_dialog(sink, values);
  give_others(sink, values);
  return true;
}

}  // namespace

const Decoder baton_decoder{"baton", decode<Weigher>, decode<Record>};

}  // namespace baton::bench
