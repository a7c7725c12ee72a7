// The members of the views of uri.hpp, tel.hpp, header_values.hpp and message_values.hpp.
#pragma once

#include "baton/header_values.hpp"
#include "baton/message.hpp"
#include "baton/message_values.hpp"
#include "baton/tel.hpp"
#include "baton/uri.hpp"
#include "fuzz/parts.hpp"

namespace baton {

using fuzz::Parts;

inline void add_parts(Parts& parts, const ParameterView& view) {
  parts.add_all(view.name, view.value, view.has_value, view.quoted);
}
inline void add_parts(Parts& parts, const UriView& view) {
  parts.add_all(view.text, view.scheme, view.scheme_text, view.user, view.password, view.host, view.port,
                view.parameters, view.headers);
}
inline void add_parts(Parts& parts, const TelView& view) {
  parts.add_all(view.number, view.global, view.phone_context, view.ext, view.isub, view.parameters);
}
inline void add_parts(Parts& parts, const NameAddrView& view) {
  parts.add_all(view.display_name, view.uri_text, view.uri, view.parameters, view.bracketed, view.star,
                view.tag_value);
}
inline void add_parts(Parts& parts, const ViaView& view) {
  parts.add_all(view.protocol, view.transport_text, view.host, view.port, view.parameters, view.branch,
                view.received, view.maddr, view.has_rport, view.rport);
}
inline void add_parts(Parts& parts, const CSeqView& view) {
  parts.add_all(view.number, view.method, view.method_text);
}
inline void add_parts(Parts& parts, const EventView& view) {
  parts.add_all(view.package, view.id, view.parameters);
}
inline void add_parts(Parts& parts, const SubscriptionStateView& view) {
  parts.add_all(view.state, view.state_text, view.reason, view.expires, view.retry_after);
}
inline void add_parts(Parts& parts, const ReplacesView& view) {
  parts.add_all(view.call_id, view.to_tag, view.from_tag, view.early_only);
}
inline void add_parts(Parts& parts, const MediaTypeView& view) {
  parts.add_all(view.type, view.subtype, view.parameters);
}
inline void add_parts(Parts& parts, const HeaderEntry& entry) {
  parts.add_all(entry.name, entry.value, entry.end, entry.name_size, entry.id);
}
inline void add_parts(Parts& parts, const MessageView& view) {
  parts.add_all(view.is_request(), view.method(), view.method_text(), view.request_uri(), view.status(),
                view.reason(), view.bytes(), view.body());
  for (const HeaderEntry& entry : view.headers()) {
    parts.add(entry);
  }
}
/// The rooms only as far as they are filled.
inline void add_parts(Parts& parts, const MessageValues& view) {
  parts.add_all(view.request_uri, view.via, view.vias, view.from, view.to, view.call_id, view.cseq,
                view.max_forwards, view.content_length, view.contact, view.contacts, view.content_type,
                view.refer_to, view.referred_by, view.event, view.subscription_state, view.replaces,
                view.routes, view.record_routes);
  for (std::size_t at = 0; at < view.routes && at < view.route_room.size(); ++at) {
    parts.add(view.route_room[at]);
  }
  for (std::size_t at = 0; at < view.record_routes && at < view.record_route_room.size(); ++at) {
    parts.add(view.record_route_room[at]);
  }
}

}  // namespace baton
