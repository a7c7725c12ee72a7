// Sofia-SIP: msg_create, a copy into its buffer, msg_extract, msg_destroy, as its transport (tport)
// does for each datagram. Its default class types every header of this level at once. Ports and
// rport stay text there; here they are made numbers, by the shortest loop that does it.
#include "bench/peers/peers.hpp"

#include <cstring>

#include <sofia-sip/msg.h>
#include <sofia-sip/msg_addr.h>
#include <sofia-sip/sip.h>
#include <sofia-sip/sip_header.h>
#include <sofia-sip/sip_parser.h>

namespace baton::bench {
namespace {

template <class Sink>
void give_uri(Sink& sink, Place place, const url_t& url, unsigned index = 0) {
  sink.text({place, Part::scheme, index}, url.url_scheme);
  sink.text({place, Part::user, index}, url.url_user);
  sink.text({place, Part::host, index}, url.url_host);
  sink.number({place, Part::port, index}, to_number(url.url_port));
}

template <class Sink>
void give_start_line(Sink& sink, const sip_t& sip) {
  if (sip.sip_request != nullptr) {
    sink.text({Place::start_line, Part::method}, sip.sip_request->rq_method_name);
    give_uri(sink, Place::request_uri, *sip.sip_request->rq_url);
  } else {
    sink.number({Place::start_line, Part::status}, static_cast<unsigned>(sip.sip_status->st_status));
  }
}

template <class Sink>
void give_dialog(Sink& sink, const sip_t& sip) {
  const sip_via_t& via = *sip.sip_via;
  // "SIP/2.0/UDP", white space taken out.
  sink.text({Place::via, Part::transport}, via.v_protocol + sizeof "SIP/2.0");
  sink.text({Place::via, Part::host}, via.v_host);
  sink.number({Place::via, Part::port}, to_number(via.v_port));
  sink.text({Place::via, Part::branch}, via.v_branch);
  sink.text({Place::via, Part::received}, via.v_received);
  sink.number({Place::via, Part::rport}, to_number(via.v_rport));
  unsigned vias = 0;
  for (const sip_via_t* each = &via; each != nullptr; each = each->v_next)
    ++vias;
  sink.number({Place::via, Part::count}, vias);
  give_uri(sink, Place::from, *sip.sip_from->a_url);
  sink.text({Place::from, Part::tag}, sip.sip_from->a_tag);
  give_uri(sink, Place::to, *sip.sip_to->a_url);
  sink.text({Place::to, Part::tag}, sip.sip_to->a_tag);
  sink.text({Place::call_id}, sip.sip_call_id->i_id);
  sink.number({Place::cseq}, sip.sip_cseq->cs_seq);
  sink.text({Place::cseq, Part::method}, sip.sip_cseq->cs_method_name);
  if (sip.sip_contact != nullptr) give_uri(sink, Place::contact, *sip.sip_contact->m_url);
  unsigned index = 0;
  for (const sip_route_t* each = sip.sip_route; each != nullptr; each = each->r_next) {
    give_uri(sink, Place::route, *each->r_url, index++);
  }
  index = 0;
  for (const sip_record_route_t* each = sip.sip_record_route; each != nullptr; each = each->r_next) {
    give_uri(sink, Place::record_route, *each->r_url, index++);
  }
}

template <class Sink>
void give_others(Sink& sink, const sip_t& sip) {
  if (sip.sip_max_forwards != nullptr) sink.number({Place::max_forwards}, sip.sip_max_forwards->mf_count);
  if (sip.sip_content_length != nullptr)
    sink.number({Place::content_length}, sip.sip_content_length->l_length);
  if (const sip_content_type_t* const media = sip.sip_content_type) {
    // "type/subtype" with a pointer behind the slash.
    sink.text({Place::content_type, Part::type}, media->c_type,
              static_cast<std::size_t>(media->c_subtype - media->c_type) - 1);
    sink.text({Place::content_type, Part::subtype}, media->c_subtype);
  }
  if (sip.sip_refer_to != nullptr) give_uri(sink, Place::refer_to, *sip.sip_refer_to->r_url);
  if (sip.sip_referred_by != nullptr) give_uri(sink, Place::referred_by, *sip.sip_referred_by->b_url);
  if (sip.sip_event != nullptr) {
    sink.text({Place::event}, sip.sip_event->o_type);
    sink.text({Place::event, Part::id}, sip.sip_event->o_id);
  }
  if (const sip_subscription_state_t* const state = sip.sip_subscription_state) {
    sink.text({Place::subscription_state}, state->ss_substate);
    sink.text({Place::subscription_state, Part::reason}, state->ss_reason);
    sink.number({Place::subscription_state, Part::expires}, to_number(state->ss_expires));
  }
  if (const sip_replaces_t* const replaces = sip.sip_replaces) {
    sink.text({Place::replaces, Part::call_id}, replaces->rp_call_id);
    sink.text({Place::replaces, Part::to_tag}, replaces->rp_to_tag);
    sink.text({Place::replaces, Part::from_tag}, replaces->rp_from_tag);
    sink.number({Place::replaces, Part::early_only}, replaces->rp_early_only);
  }
}

/// The message that the parser made of one datagram; null: rejected.
msg_t* parse(std::string_view text) {
  msg_t* const message = msg_create(sip_default_mclass(), 0);
  msg_iovec_t room[2] = {};
  const issize_t pieces = msg_recv_iovec(message, room, 2, static_cast<usize_t>(text.size()), 1);
  const char* from = text.data();
  std::size_t left = text.size();
  for (issize_t piece = 0; piece < pieces && left > 0; ++piece) {
    const std::size_t size = room[piece].mv_len < left ? room[piece].mv_len : left;
    std::memcpy(room[piece].mv_base, from, size);
    from += size;
    left -= size;
  }
  msg_recv_commit(message, static_cast<usize_t>(text.size()), 1);
  if (left == 0 && msg_extract(message) > 0 && !msg_has_error(message)) return message;
  msg_destroy(message);
  return nullptr;
}

template <class Sink>
bool decode(std::string_view text, Sink& sink) {
  msg_t* const message = parse(text);
  if (message == nullptr) return false;
  const sip_t* const sip = sip_object(message);
  const bool complete = sip != nullptr && sip->sip_error == nullptr && sip->sip_via != nullptr &&
                        sip->sip_from != nullptr && sip->sip_to != nullptr && sip->sip_call_id != nullptr &&
                        sip->sip_cseq != nullptr;
  if (complete) {
    give_start_line(sink, *sip);
    give_dialog(sink, *sip);
    give_others(sink, *sip);
  }
  msg_destroy(message);
  return complete;
}

}  // namespace

const Decoder sofia_decoder{"Sofia-SIP", decode<Weigher>, decode<Record>};

}  // namespace baton::bench
