// oSIP2: osip_message_parse, which copies each token, and osip_message_free. What it keeps as plain
// headers (Refer-To, Event ...) is decoded with its own parsers where it has one, else by the
// shortest scan that does it.
#include "bench/peers/peers.hpp"

#include <strings.h>
#include <cstring>

#include <osipparser2/osip_message.h>
#include <osipparser2/osip_parser.h>

namespace baton::bench {
namespace {

template <class Sink>
void give_uri(Sink& sink, Place place, const osip_uri_t* uri, unsigned index = 0) {
  if (uri == nullptr) return;
  sink.text({place, Part::scheme, index}, uri->scheme);
  sink.text({place, Part::user, index}, uri->username);
  sink.text({place, Part::host, index}, uri->host);
  sink.number({place, Part::port, index}, to_number(uri->port));
}

template <class Sink>
void give_start_line(Sink& sink, const osip_message_t& message) {
  if (message.sip_method != nullptr) {
    sink.text({Place::start_line, Part::method}, message.sip_method);
    give_uri(sink, Place::request_uri, message.req_uri);
  } else {
    sink.number({Place::start_line, Part::status}, static_cast<unsigned>(message.status_code));
  }
}

const char* via_parameter(osip_via_t* via, const char* name) {
  osip_generic_param_t* parameter = nullptr;
  osip_via_param_get_byname(via, const_cast<char*>(name), &parameter);
  return parameter == nullptr ? nullptr : parameter->gvalue;
}

template <class Sink>
void give_via(Sink& sink, const osip_message_t& message) {
  auto* const via = static_cast<osip_via_t*>(osip_list_get(&message.vias, 0));
  sink.text({Place::via, Part::transport}, via->protocol);
  sink.text({Place::via, Part::host}, via->host);
  sink.number({Place::via, Part::port}, to_number(via->port));
  sink.text({Place::via, Part::branch}, via_parameter(via, "branch"));
  sink.text({Place::via, Part::received}, via_parameter(via, "received"));
  sink.number({Place::via, Part::rport}, to_number(via_parameter(via, "rport")));
  sink.number({Place::via, Part::count}, static_cast<unsigned>(osip_list_size(&message.vias)));
}

template <class Sink>
void give_party(Sink& sink, Place place, osip_from_t* party) {
  osip_uri_param_t* tag = nullptr;
  osip_uri_param_get_byname(&party->gen_params, const_cast<char*>("tag"), &tag);
  give_uri(sink, place, party->url);
  sink.text({place, Part::tag}, tag == nullptr ? nullptr : tag->gvalue);
}

template <class Sink>
void give_routes(Sink& sink, Place place, const osip_list_t& list) {
  unsigned index = 0;
  osip_list_iterator_t at;
  for (auto* each = static_cast<osip_from_t*>(osip_list_get_first(&list, &at));
       osip_list_iterator_has_elem(at); each = static_cast<osip_from_t*>(osip_list_get_next(&at))) {
    give_uri(sink, place, each->url, index++);
  }
}

template <class Sink>
void give_dialog(Sink& sink, const osip_message_t& message) {
  give_party(sink, Place::from, message.from);
  give_party(sink, Place::to, message.to);
  // "number@host" is kept in two pieces; a Call-ID has no such parts (RFC 3261 25.1: word ["@" word]).
  sink.halves({Place::call_id}, message.call_id->number, '@', message.call_id->host);
  sink.number({Place::cseq}, to_number(message.cseq->number));
  sink.text({Place::cseq, Part::method}, message.cseq->method);
  if (const auto* const contact = static_cast<osip_contact_t*>(osip_list_get(&message.contacts, 0))) {
    give_uri(sink, Place::contact, contact->url);
  }
  give_routes(sink, Place::route, message.routes);
  give_routes(sink, Place::record_route, message.record_routes);
}

/// The value of the plain header with this name, in either form; null: none.
const char* plain_header(const osip_message_t& message, const char* name, const char* compact) {
  osip_header_t* header = nullptr;
  osip_message_header_get_byname(&message, name, 0, &header);
  if (header == nullptr && compact != nullptr) osip_message_header_get_byname(&message, compact, 0, &header);
  return header == nullptr ? nullptr : header->hvalue;
}

struct Text {
  const char* begin = nullptr;
  std::size_t size = 0;
};

Text up_to_semicolon(const char* at) {
  return {at, std::strcspn(at, "; \t")};
}

Text parameter(const char* at, const char* name) {
  const std::size_t name_size = std::strlen(name);
  while ((at = std::strchr(at, ';')) != nullptr) {
    at += 1 + std::strspn(at + 1, " \t");
    if (strncasecmp(at, name, name_size) != 0) continue;
    if (at[name_size] == '=') return up_to_semicolon(at + name_size + 1);
    if (std::strchr("; \t", at[name_size]) != nullptr) return {at, name_size};
  }
  return {};
}

template <class Sink>
void give_address(Sink& sink, Place place, const char* value) {
  if (value == nullptr) return;
  osip_from_t* address = nullptr;
  osip_from_init(&address);
  if (osip_from_parse(address, value) == 0) give_uri(sink, place, address->url);
  osip_from_free(address);
}

template <class Sink>
void give(Sink& sink, const Key& key, const Text& text) {
  sink.text(key, text.begin, text.size);
}

template <class Sink>
void give_events(Sink& sink, const osip_message_t& message) {
  if (const char* const event = plain_header(message, "event", "o")) {
    give(sink, {Place::event}, up_to_semicolon(event));
    give(sink, {Place::event, Part::id}, parameter(event, "id"));
  }
  if (const char* const state = plain_header(message, "subscription-state", nullptr)) {
    const Text expires = parameter(state, "expires");
    give(sink, {Place::subscription_state}, up_to_semicolon(state));
    give(sink, {Place::subscription_state, Part::reason}, parameter(state, "reason"));
    sink.number({Place::subscription_state, Part::expires}, to_number(expires.begin, expires.size));
  }
}

template <class Sink>
void give_others(Sink& sink, const osip_message_t& message) {
  if (const char* const hops = plain_header(message, "max-forwards", nullptr)) {
    sink.number({Place::max_forwards}, to_number(hops));
  }
  if (message.content_length != nullptr) {
    sink.number({Place::content_length}, to_number(message.content_length->value));
  }
  if (message.content_type != nullptr) {
    sink.text({Place::content_type, Part::type}, message.content_type->type);
    sink.text({Place::content_type, Part::subtype}, message.content_type->subtype);
  }
  give_address(sink, Place::refer_to, plain_header(message, "refer-to", "r"));
  give_address(sink, Place::referred_by, plain_header(message, "referred-by", "b"));
  give_events(sink, message);
  if (const char* const replaces = plain_header(message, "replaces", nullptr)) {
    give(sink, {Place::replaces, Part::call_id}, up_to_semicolon(replaces));
    give(sink, {Place::replaces, Part::to_tag}, parameter(replaces, "to-tag"));
    give(sink, {Place::replaces, Part::from_tag}, parameter(replaces, "from-tag"));
    sink.number({Place::replaces, Part::early_only}, parameter(replaces, "early-only").size != 0 ? 1 : 0);
  }
}

template <class Sink>
bool decode(std::string_view text, Sink& sink) {
  static const int ready = parser_init();
  static_cast<void>(ready);
  osip_message_t* message = nullptr;
  osip_message_init(&message);
  const bool complete = osip_message_parse(message, text.data(), text.size()) == 0 &&
                        message->from != nullptr && message->to != nullptr && message->call_id != nullptr &&
                        message->cseq != nullptr && osip_list_size(&message->vias) > 0;
  if (complete) {
    give_start_line(sink, *message);
    give_via(sink, *message);
    give_dialog(sink, *message);
    give_others(sink, *message);
  }
  osip_message_free(message);
  return complete;
}

}  // namespace

const Decoder osip_decoder{"oSIP2", decode<Weigher>, decode<Record>};

}  // namespace baton::bench
