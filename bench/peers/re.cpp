// libre: the datagram lies in an mbuf of its own, as its UDP sockets hand it up, and sip_msg_decode
// refers into it. What that leaves as text is decoded by the function that its stack uses for it.
#include "bench/peers/peers.hpp"

#include <cstddef>
#include <cstdint>
#include <cstring>

// Last, as it takes the C types for granted and its macros have names of the C++ library's.
extern "C" {
#include <re.h>
}

namespace baton::bench {
namespace {

template <class Sink>
void give(Sink& sink, const Key& key, const pl& text) {
  sink.text(key, text.p, text.l);
}

template <class Sink>
void give_uri(Sink& sink, Place place, const uri& uri, unsigned index = 0) {
  give(sink, {place, Part::scheme, index}, uri.scheme);
  give(sink, {place, Part::user, index}, uri.user);
  give(sink, {place, Part::host, index}, uri.host);
  sink.number({place, Part::port, index}, uri.port);
}

template <class Sink>
void give_start_line(Sink& sink, const sip_msg& message) {
  if (message.req) {
    give(sink, {Place::start_line, Part::method}, message.met);
    give_uri(sink, Place::request_uri, message.uri);
  } else {
    sink.number({Place::start_line, Part::status}, message.scode);
  }
}

template <class Sink>
bool give_via(Sink& sink, const sip_msg& message) {
  pl host, port, value;
  if (uri_decode_hostport(&message.via.sentby, &host, &port) != 0) return false;
  sink.text({Place::via, Part::transport}, sip_transp_name(message.via.tp));
  give(sink, {Place::via, Part::host}, host);
  sink.number({Place::via, Part::port}, to_number(port.p, port.l));
  give(sink, {Place::via, Part::branch}, message.via.branch);
  if (msg_param_decode(&message.via.params, "received", &value) == 0) {
    give(sink, {Place::via, Part::received}, value);
  }
  if (msg_param_decode(&message.via.params, "rport", &value) == 0) {
    sink.number({Place::via, Part::rport}, to_number(value.p, value.l));
  }
  sink.number({Place::via, Part::count}, sip_msg_hdr_count(&message, SIP_HDR_VIA));
  return true;
}

template <class Sink>
struct Walk {
  Sink* sink;
  Place place;
  unsigned index = 0;
};

/// Decodes a Route or Record-Route; true would end the walk.
template <class Sink>
bool give_route(const sip_hdr* header, const sip_msg*, void* context) {
  auto& walk = *static_cast<Walk<Sink>*>(context);
  sip_addr address;
  if (sip_addr_decode(&address, &header->val) == 0)
    give_uri(*walk.sink, walk.place, address.uri, walk.index++);
  return false;
}

template <class Sink>
void give_address(Sink& sink, Place place, const sip_msg& message, sip_hdrid id) {
  const sip_hdr* const header = sip_msg_hdr(&message, id);
  sip_addr address;
  if (header != nullptr && sip_addr_decode(&address, &header->val) == 0) give_uri(sink, place, address.uri);
}

template <class Sink>
void give_dialog(Sink& sink, const sip_msg& message) {
  give_uri(sink, Place::from, message.from.uri);
  give(sink, {Place::from, Part::tag}, message.from.tag);
  give_uri(sink, Place::to, message.to.uri);
  give(sink, {Place::to, Part::tag}, message.to.tag);
  give(sink, {Place::call_id}, message.callid);
  sink.number({Place::cseq}, message.cseq.num);
  give(sink, {Place::cseq, Part::method}, message.cseq.met);
  give_address(sink, Place::contact, message, SIP_HDR_CONTACT);
  Walk<Sink> routes{&sink, Place::route};
  sip_msg_hdr_apply(&message, true, SIP_HDR_ROUTE, give_route<Sink>, &routes);
  Walk<Sink> record_routes{&sink, Place::record_route};
  sip_msg_hdr_apply(&message, true, SIP_HDR_RECORD_ROUTE, give_route<Sink>, &record_routes);
}

template <class Sink>
void give_replaces(Sink& sink, const pl& value) {
  // Its stack has no decoder of Replaces: the pieces by the tools that its other decoders are made of.
  pl call_id, parameters, tag;
  if (re_regex(value.p, value.l, "[^;]+[^]*", &call_id, &parameters) != 0) return;
  give(sink, {Place::replaces, Part::call_id}, call_id);
  if (msg_param_decode(&parameters, "to-tag", &tag) == 0) give(sink, {Place::replaces, Part::to_tag}, tag);
  if (msg_param_decode(&parameters, "from-tag", &tag) == 0)
    give(sink, {Place::replaces, Part::from_tag}, tag);
  const bool early = msg_param_exists(&parameters, "early-only", &tag) == 0;
  sink.number({Place::replaces, Part::early_only}, early ? 1 : 0);
}

template <class Sink>
void give_events(Sink& sink, const sip_msg& message) {
  sipevent_event event;
  const sip_hdr* header = sip_msg_hdr(&message, SIP_HDR_EVENT);
  if (header != nullptr && sipevent_event_decode(&event, &header->val) == 0) {
    give(sink, {Place::event}, event.event);
    give(sink, {Place::event, Part::id}, event.id);
  }
  sipevent_substate state;
  header = sip_msg_hdr(&message, SIP_HDR_SUBSCRIPTION_STATE);
  if (header != nullptr && sipevent_substate_decode(&state, &header->val) == 0) {
    sink.text({Place::subscription_state}, sipevent_substate_name(state.state));
    if (state.state == SIPEVENT_TERMINATED) {
      sink.text({Place::subscription_state, Part::reason}, sipevent_reason_name(state.reason));
    }
    sink.number({Place::subscription_state, Part::expires}, to_number(state.expires.p, state.expires.l));
  }
}

template <class Sink>
void give_others(Sink& sink, const sip_msg& message) {
  if (message.maxfwd.l != 0) sink.number({Place::max_forwards}, pl_u32(&message.maxfwd));
  if (message.clen.l != 0) sink.number({Place::content_length}, pl_u32(&message.clen));
  give(sink, {Place::content_type, Part::type}, message.ctyp.type);
  give(sink, {Place::content_type, Part::subtype}, message.ctyp.subtype);
  give_address(sink, Place::refer_to, message, SIP_HDR_REFER_TO);
  give_address(sink, Place::referred_by, message, SIP_HDR_REFERRED_BY);
  give_events(sink, message);
  if (const sip_hdr* const header = sip_msg_hdr(&message, SIP_HDR_REPLACES)) give_replaces(sink, header->val);
}

template <class Sink>
bool decode(std::string_view text, Sink& sink) {
  mbuf* buffer = mbuf_alloc(text.size());
  std::memcpy(buffer->buf, text.data(), text.size());
  buffer->end = text.size();
  sip_msg* message = nullptr;
  bool complete = sip_msg_decode(&message, buffer) == 0;
  if (complete) {
    give_start_line(sink, *message);
    complete = give_via(sink, *message);
    give_dialog(sink, *message);
    give_others(sink, *message);
  }
  mem_deref(message);
  mem_deref(buffer);
  return complete;
}

}  // namespace

const Decoder re_decoder{"libre", decode<Weigher>, decode<Record>};

}  // namespace baton::bench
