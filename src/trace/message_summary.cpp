#include "src/trace/message_summary.hpp"

#include <array>

#include <fmt/format.h>

#include "baton/header_values.hpp"
#include "baton/message.hpp"
#include "baton/sipfrag.hpp"
#include "src/trace/printable_text.hpp"

namespace baton::trace {
namespace {

// Names and phrases longer than these are nobody's but an attacker's.
constexpr std::size_t method_width = 20;
constexpr std::size_t phrase_width = 40;
constexpr std::size_t state_width = 24;

MessageClass class_of(std::uint16_t status) noexcept {
  if (status == 0) {
    return MessageClass::request;
  }
  if (status < 200) {
    return MessageClass::provisional;
  }
  return status < 300 ? MessageClass::success : MessageClass::failure;
}

std::string status_text(std::uint16_t status, std::string_view reason) {
  return reason.empty() ? fmt::format("{}", status)
                        : fmt::format("{} {}", status, printable(reason, phrase_width));
}

/// What a NOTIFY tells: the status in its body and the state of the subscription.
void add_report(const MessageView& message, MessageSummary& summary) {
  SipfragView fragment;
  if (parse_sipfrag(message.body(), fragment) == Errc::ok) {
    summary.text += " " + status_text(fragment.status, fragment.reason);
  }
  SubscriptionStateView state;
  const auto value = message.value(HeaderId::subscription_state);
  if (value && parse_subscription_state(*value, state) == Errc::ok) {
    summary.state = printable(state.state_text, state_width);
  }
}

std::string cseq_text(const MessageView& message) {
  CSeqView cseq;
  const auto value = message.value(HeaderId::cseq);
  if (!value || parse_cseq(*value, cseq) != Errc::ok) {
    return {};
  }
  return message.is_request()
             ? fmt::format("{}", cseq.number)
             : fmt::format("{} {}", cseq.number, printable(cseq.method_text, method_width));
}

}  // namespace

MessageSummary summarize(std::string_view octets) {
  std::array<HeaderEntry, 256> index;
  MessageView message;
  const ParseError error = index_message(octets, index, message);
  // A message whose start line was read is SIP, whatever is wrong behind it.
  if (message.status() == 0 && message.request_uri().empty()) {
    return {MessageClass::other, fmt::format("{} octets, not SIP", octets.size()), {}, {}};
  }
  MessageSummary summary{class_of(message.status()), {}, {}, cseq_text(message)};
  if (message.is_request()) {
    summary.text = printable(message.method_text(), method_width);
    if (message.method() == Method::notify && !error) {
      add_report(message, summary);
    }
  } else {
    summary.text = status_text(message.status(), message.reason());
  }
  return summary;
}

std::string MessageSummary::text_and_state() const {
  return state.empty() ? text : fmt::format("{}, {}", text, state);
}

std::string MessageSummary::line() const {
  return cseq.empty() ? text_and_state() : fmt::format("{} ({})", text_and_state(), cseq);
}

}  // namespace baton::trace
