// The members of the views of single header values.
#pragma once

#include "baton/auth_values.hpp"
#include "baton/identity_values.hpp"
#include "baton/notice_values.hpp"
#include "baton/preference_values.hpp"
#include "baton/session_values.hpp"
#include "baton/time_values.hpp"
#include "fuzz/address_parts.hpp"

namespace baton {

inline void add_parts(Parts& parts, const DigestQop& view) {
  parts.add_all(view.auth, view.auth_int, view.other, view.text);
}
inline void add_parts(Parts& parts, const ChallengeView& view) {
  parts.add_all(view.scheme, view.scheme_text, view.parameters, view.realm, view.nonce, view.opaque,
                view.domain, view.algorithm, view.algorithm_text, view.qop, view.stale, view.userhash,
                view.utf8);
}
inline void add_parts(Parts& parts, const CredentialsView& view) {
  parts.add_all(view.scheme, view.scheme_text, view.parameters, view.username, view.extended_username,
                view.realm, view.nonce, view.uri, view.response, view.opaque, view.algorithm,
                view.algorithm_text, view.qop, view.cnonce, view.nc, view.nc_text, view.userhash);
}
inline void add_parts(Parts& parts, const AuthenticationInfoView& view) {
  parts.add_all(view.nextnonce, view.rspauth, view.qop, view.cnonce, view.nc);
}
inline void add_parts(Parts& parts, const SessionExpiresView& view) {
  parts.add_all(view.seconds, view.refresher, view.parameters);
}
inline void add_parts(Parts& parts, const RAckView& view) {
  parts.add_all(view.rseq, view.cseq);
}
inline void add_parts(Parts& parts, const ReasonView& view) {
  parts.add_all(view.protocol, view.cause, view.text, view.parameters);
}
inline void add_parts(Parts& parts, const TargetDialogView& view) {
  parts.add_all(view.call_id, view.local_tag, view.remote_tag);
}
inline void add_parts(Parts& parts, const JoinView& view) {
  parts.add_all(view.call_id, view.to_tag, view.from_tag);
}
inline void add_parts(Parts& parts, const PrivacyView& view) {
  parts.add_all(view.none, view.header, view.session, view.user, view.id, view.history, view.critical,
                view.unknown);
}
inline void add_parts(Parts& parts, const IdentitiesView& view) {
  parts.add_all(view.has_sip, view.has_tel, view.sip, view.tel, view.ignored);
}
inline void add_parts(Parts& parts, const HistoryInfoView& view) {
  parts.add_all(view.target, view.index, view.rc, view.mp, view.np, view.reason, view.privacy);
}
inline void add_parts(Parts& parts, const IdentityView& view) {
  parts.add_all(view.digest, view.info, view.alg, view.ppt);
}
inline void add_parts(Parts& parts, const WarningView& view) {
  parts.add_all(view.code, view.agent, view.text);
}
inline void add_parts(Parts& parts, const ProductView& view) {
  parts.add_all(view.name, view.version, view.comment);
}
inline void add_parts(Parts& parts, const InfoReferenceView& view) {
  parts.add_all(view.uri_text, view.uri, view.parameters, view.purpose);
}
inline void add_parts(Parts& parts, const ContentDispositionView& view) {
  parts.add_all(view.type, view.handling, view.parameters);
}
inline void add_parts(Parts& parts, const UserToUserView& view) {
  parts.add_all(view.data, view.quoted, view.purpose, view.content, view.encoding);
}
inline void add_parts(Parts& parts, const MimeVersionView& view) {
  parts.add_all(view.major, view.minor);
}
inline void add_parts(Parts& parts, const AcceptView& view) {
  parts.add_all(view.media, view.quality);
}
inline void add_parts(Parts& parts, const AcceptedView& view) {
  parts.add_all(view.range, view.quality, view.parameters);
}
inline void add_parts(Parts& parts, const ContactPreferenceView& view) {
  parts.add_all(view.parameters, view.require, view.explicit_match);
}
inline void add_parts(Parts& parts, const InfoPackageView& view) {
  parts.add_all(view.name, view.parameters);
}
inline void add_parts(Parts& parts, const DateView& view) {
  parts.add_all(view.year, view.month, view.day, view.hour, view.minute, view.second, view.weekday,
                view.unix_seconds);
}
inline void add_parts(Parts& parts, const RetryAfterView& view) {
  parts.add_all(view.seconds, view.comment, view.duration, view.parameters);
}
inline void add_parts(Parts& parts, const TimestampView& view) {
  parts.add_all(view.seconds, view.fraction, view.has_delay, view.delay_seconds, view.delay_fraction);
}

}  // namespace baton
