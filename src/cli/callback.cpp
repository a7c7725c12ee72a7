#include "src/cli/callback.hpp"

#include <array>

#include <fmt/format.h>

#include "src/trace/printable_text.hpp"

namespace baton::cli {
namespace {

// Values of strangers; a line stays readable whatever they send.
constexpr std::size_t reason_width = 60;
constexpr std::size_t value_width = 300;

constexpr std::array<std::string_view, 20> names{
    "onReceivedRefer",   "onReferAccepted",         "onReferRejected",       "onTransferTrying",
    "onTransferRinging", "onACTVTransferSuccess",   "onACTVTransferFailure", "onInviteIncoming",
    "onInviteTrying",    "onInviteSessionProgress", "onInviteRinging",       "onInviteAnswered",
    "onInviteFailure",   "onInviteUpdated",         "onInviteConnected",     "onInviteClosed",
    "onRemoteHold",      "onRemoteUnHold",          "onHoldFailure",         "onReferExpired",
};
static_assert(names.size() == static_cast<std::size_t>(CallbackKind::refer_expired) + 1);

}  // namespace

std::string_view name(CallbackKind kind) noexcept {
  return names.at(static_cast<std::size_t>(kind));
}

std::string short_text(const Callback& callback) {
  std::string text(name(callback.kind));
  if (callback.code != 0) {
    text += fmt::format(" {}", callback.code);
  }
  if (!callback.reason.empty()) {
    text += " " + trace::printable(callback.reason, reason_width);
  }
  return text;
}

std::string in_quotes(std::string_view value) {
  std::string escaped;
  for (const char c : value.substr(0, 2 * value_width)) {
    if (c == '"' || c == '\\') {
      escaped += '\\';
    }
    escaped += c;
  }
  return '"' + trace::printable(escaped, value_width) + '"';
}

std::string field_text(const Callback& callback) {
  std::string text = fmt::format("{} session={}", name(callback.kind), callback.session);
  if (callback.refer != 0) {
    text += fmt::format(" refer={}", callback.refer);
  }
  const bool ended = callback.kind == CallbackKind::refer_rejected ||
                     callback.kind == CallbackKind::transfer_failure ||
                     callback.kind == CallbackKind::invite_failure ||
                     callback.kind == CallbackKind::hold_failure;
  if (callback.code != 0 || ended) {
    text += fmt::format(" code={}", callback.code);
  }
  if (!callback.reason.empty()) {
    text += " reason=" + in_quotes(callback.reason);
  }
  if (!callback.from.empty()) {
    text += " from=" + in_quotes(callback.from);
  }
  if (!callback.to.empty()) {
    text += " to=" + in_quotes(callback.to);
  }
  return text;
}

Int32 CallbackListener::onReceivedRefer(Int32, Int32, Int32 sessionId, Int32 referId,
                                        std::string_view to, std::string_view from,
                                        std::string_view referSipMessage) {
  return pass({.kind = CallbackKind::received_refer,
               .session = sessionId,
               .refer = referId,
               .reason = {},
               .to = to,
               .from = from,
               .message = referSipMessage});
}
Int32 CallbackListener::onReferAccepted(Int32, Int32, Int32 sessionId) {
  return pass({CallbackKind::refer_accepted, sessionId, 0, 0, {}, {}, {}, {}});
}
Int32 CallbackListener::onReferRejected(Int32, Int32, Int32 sessionId, std::string_view reason,
                                        Int32 code) {
  return pass({CallbackKind::refer_rejected, sessionId, 0, code, reason, {}, {}, {}});
}
Int32 CallbackListener::onTransferTrying(Int32, Int32, Int32 sessionId) {
  return pass({CallbackKind::transfer_trying, sessionId, 0, 0, {}, {}, {}, {}});
}
Int32 CallbackListener::onTransferRinging(Int32, Int32, Int32 sessionId) {
  return pass({CallbackKind::transfer_ringing, sessionId, 0, 0, {}, {}, {}, {}});
}
Int32 CallbackListener::onACTVTransferSuccess(Int32, Int32, Int32 sessionId) {
  return pass({CallbackKind::transfer_success, sessionId, 0, 0, {}, {}, {}, {}});
}
Int32 CallbackListener::onACTVTransferFailure(Int32, Int32, Int32 sessionId,
                                              std::string_view reason, Int32 code) {
  return pass({CallbackKind::transfer_failure, sessionId, 0, code, reason, {}, {}, {}});
}
Int32 CallbackListener::onInviteIncoming(Int32, Int32, Int32 sessionId, std::string_view caller,
                                         std::string_view callee, std::string_view sipMessage) {
  return pass({.kind = CallbackKind::invite_incoming,
               .session = sessionId,
               .reason = {},
               .to = callee,
               .from = caller,
               .message = sipMessage});
}
Int32 CallbackListener::onInviteTrying(Int32, Int32, Int32 sessionId) {
  return pass({CallbackKind::invite_trying, sessionId, 0, 0, {}, {}, {}, {}});
}
Int32 CallbackListener::onInviteSessionProgress(Int32, Int32, Int32 sessionId,
                                                std::string_view sipMessage) {
  return pass({CallbackKind::invite_session_progress, sessionId, 0, 0, {}, {}, {}, sipMessage});
}
Int32 CallbackListener::onInviteRinging(Int32, Int32, Int32 sessionId, std::string_view statusText,
                                        Int32 statusCode) {
  return pass({CallbackKind::invite_ringing, sessionId, 0, statusCode, statusText, {}, {}, {}});
}
Int32 CallbackListener::onInviteAnswered(Int32, Int32, Int32 sessionId,
                                         std::string_view sipMessage) {
  return pass({CallbackKind::invite_answered, sessionId, 0, 0, {}, {}, {}, sipMessage});
}
Int32 CallbackListener::onInviteFailure(Int32, Int32, Int32 sessionId, std::string_view reason,
                                        Int32 code) {
  return pass({CallbackKind::invite_failure, sessionId, 0, code, reason, {}, {}, {}});
}
Int32 CallbackListener::onInviteUpdated(Int32, Int32, Int32 sessionId,
                                        std::string_view sipMessage) {
  return pass({CallbackKind::invite_updated, sessionId, 0, 0, {}, {}, {}, sipMessage});
}
Int32 CallbackListener::onInviteConnected(Int32, Int32, Int32 sessionId) {
  return pass({CallbackKind::invite_connected, sessionId, 0, 0, {}, {}, {}, {}});
}
Int32 CallbackListener::onInviteClosed(Int32, Int32, Int32 sessionId) {
  return pass({CallbackKind::invite_closed, sessionId, 0, 0, {}, {}, {}, {}});
}
Int32 CallbackListener::onRemoteHold(Int32, Int32, Int32 sessionId) {
  return pass({CallbackKind::remote_hold, sessionId, 0, 0, {}, {}, {}, {}});
}
Int32 CallbackListener::onRemoteUnHold(Int32, Int32, Int32 sessionId) {
  return pass({CallbackKind::remote_unhold, sessionId, 0, 0, {}, {}, {}, {}});
}
Int32 CallbackListener::onHoldFailure(Int32, Int32, Int32 sessionId, std::string_view reason,
                                      Int32 code) {
  return pass({CallbackKind::hold_failure, sessionId, 0, code, reason, {}, {}, {}});
}
Int32 CallbackListener::onReferExpired(Int32, Int32, Int32 sessionId, Int32 referId) {
  return pass({CallbackKind::refer_expired, sessionId, referId, 0, {}, {}, {}, {}});
}

}  // namespace baton::cli
