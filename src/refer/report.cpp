#include "src/refer/report.hpp"

#include "baton/sipfrag.hpp"
#include "parser/slice.hpp"

namespace baton::core {
namespace {

/// The leading token of a value that its grammar refuses: "terminated;reason=reason=noresource".
std::string_view leading_word(std::string_view value) noexcept {
  return parser::slice(value, 0, value.find_first_of("; \t\r\n,"));
}

}  // namespace

NotifyContent read_notify(const MessageView& notify) noexcept {
  NotifyContent content;
  if (const auto value = notify.value(HeaderId::subscription_state)) {
    SubscriptionStateView state;
    if (parse_subscription_state(*value, state) == Errc::ok) {
      content.report.terminated = state.state == SubscriptionState::terminated;
      content.report.denied = content.report.terminated && (equal_ignoring_case(state.reason, "rejected") ||
                                                            equal_ignoring_case(state.reason, "giveup"));
      if (state.expires) {
        content.has_expires = true;
        content.expires = *state.expires;
      }
    } else {
      content.report.terminated = equal_ignoring_case(leading_word(*value), "terminated");
    }
  }
  MediaTypeView type;
  const auto type_value = notify.value(HeaderId::content_type);
  SipfragView fragment;
  if (type_value && parse_media_type(*type_value, type) == Errc::ok && type.is("message", "sipfrag") &&
      parse_sipfrag(notify.body(), fragment) == Errc::ok) {
    content.report.status = fragment.status;
    content.reason = fragment.reason;
  }
  return content;
}

bool reads_refer_event(const MessageView& message, std::uint32_t& id) noexcept {
  id = 0;
  EventView event;
  const auto value = message.value(HeaderId::event);
  if (!value || parse_event(*value, event) != Errc::ok) return false;
  if (!equal_ignoring_case(event.package, "refer")) return false;
  // An id that is no CSeq of ours matches nothing: 0 is kept for "none" (a CSeq of 0 is never sent).
  if (!event.id.empty() && (parse_number(event.id, id) != Errc::ok || id == 0)) id = UINT32_MAX;
  return true;
}

}  // namespace baton::core
