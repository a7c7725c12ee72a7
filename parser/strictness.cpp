#include "parser/strictness.hpp"

#include "baton/message_values.hpp"
#include "parser/cursor.hpp"
#include "parser/element.hpp"
#include "parser/message_access.hpp"
#include "parser/optional_values.hpp"
#include "parser/slice.hpp"
#include "parser/strict_values.hpp"
#include "parser/text_value.hpp"

namespace baton::parser {
namespace {

/// Headers that RFC 3261 7.3.1 and RFC 3892 allow once, and that no user agent needs to be single.
constexpr bool stands_once_ignored(HeaderId id) noexcept {
  switch (id) {
    case HeaderId::date:
    case HeaderId::mime_version:
    case HeaderId::organization:
    case HeaderId::priority:
    case HeaderId::referred_by:
    case HeaderId::reply_to:
    case HeaderId::server:
    case HeaderId::subject:
    case HeaderId::timestamp:
    case HeaderId::user_agent: return true;
    default: return false;
  }
}

/// Lists that may have no element: in their productions all stands in "[" "]".
constexpr bool may_be_empty(HeaderId id) noexcept {
  switch (id) {
    case HeaderId::accept:
    case HeaderId::accept_encoding:
    case HeaderId::accept_language:
    case HeaderId::allow:
    case HeaderId::recv_info:
    case HeaderId::supported: return true;
    default: return false;
  }
}

/// The first octet that begins no character of RFC 3261's UTF-8, or null.
const char* first_not_utf8(std::string_view text) noexcept {
  for (std::size_t at = 0; at < text.size(); ++at) {
    const int more = continuations_of(text[at]);
    if (more < 0 || static_cast<std::size_t>(more) >= text.size() - at) {
      return text.data() + at;
    }
    for (int index = 1; index <= more; ++index) {
      if ((static_cast<unsigned char>(text[at + static_cast<std::size_t>(index)]) & 0xC0U) != 0x80U) {
        return text.data() + at;
      }
    }
    at += static_cast<std::size_t>(more);
  }
  return nullptr;
}

/// The first control character that is not of a fold, or null: header-value has none.
const char* first_control(std::string_view text) noexcept {
  Cursor cursor(text);
  while (!cursor.done()) {
    cursor.skip_lws();
    if (cursor.take(text_char).empty() && !cursor.done()) {
      return cursor.at();
    }
  }
  return nullptr;
}

/// Reason-Phrase = *( reserved / unreserved / escaped / UTF8-NONASCII / UTF8-CONT / SP / HTAB ).
/// The first octet that is none of these, or null.
const char* first_not_of_reason(std::string_view reason) noexcept {
  for (std::size_t at = 0; at < reason.size(); ++at) {
    const char c = reason[at];
    const bool escaped =
        c == '%' && reason.size() - at > 2 && is(reason[at + 1], hex_char) && is(reason[at + 2], hex_char);
    const bool beyond_ascii = static_cast<unsigned char>(c) >= 0x80;
    if (!escaped && !beyond_ascii && !is_wsp(c) && !is(c, reserved_char | user_char)) {
      return reason.data() + at;
    }
  }
  return nullptr;
}

class StrictCheck {
 public:
  StrictCheck(std::string_view received, const MessageView& message, Tolerances tolerated) noexcept
      : received_(received), message_(message), values_(tolerated) {}

  ParseError run() noexcept {
    check_start_line();
    for (const HeaderEntry& entry : message_.headers()) {
      if (error_) {
        return error_;
      }
      check_field(entry);
    }
    check_whole();
    return error_;
  }

 private:
  bool refuses(Tolerance tolerance) const noexcept { return values_.refuses(tolerance); }

  void fail(Errc code, const char* where, HeaderId id = HeaderId::other) noexcept {
    if (!error_) {
      error_ = {code, id, static_cast<std::uint32_t>(where - received_.data())};
    }
  }
  void fail(const Fault& fault, HeaderId id) noexcept {
    if (fault) {
      fail(fault.code, fault.where, id);
    }
  }
  void fail_at(const char* where, HeaderId id = HeaderId::other) noexcept {
    if (where != nullptr) {
      fail(Errc::bad_character, where, id);
    }
  }

  void check_start_line() noexcept {
    const std::string_view first = MessageAccess::start_method(message_);
    const std::string_view uri = message_.request_uri();
    if (refuses(Tolerance::empty_lines) && first.data() != received_.data()) {
      fail(Errc::bad_start_line, received_.data());
    }
    if (!message_.is_request()) {
      check_version(first);
      if (refuses(Tolerance::other_than_utf8)) {
        fail_at(first_not_utf8(message_.reason()));
      }
      if (refuses(Tolerance::loose_reason_phrase)) {
        fail_at(first_not_of_reason(message_.reason()));
      }
      return;
    }
    UriView view;
    (void)parse_uri(uri, view);
    if (const Fault fault = values_.check_uri(view)) {
      fail(Errc::bad_request_uri, fault.where);
    }
    check_version({uri.data() + uri.size() + 1, sip_version.size()});
  }

  /// RFC 3261 7.1: compared without case, but written in capitals.
  void check_version(std::string_view version) noexcept {
    if (refuses(Tolerance::version_in_any_case) && version != sip_version) {
      fail(Errc::bad_start_line, version.data());
    }
  }

  void check_field(const HeaderEntry& entry) noexcept {
    const HeaderTraits& traits = traits_of(entry.id);
    const std::string_view value = MessageAccess::value(message_, entry);
    if (refuses(Tolerance::repeated_ignored_headers) && stands_once_ignored(entry.id)) {
      const std::uint64_t bit = std::uint64_t{1} << (static_cast<unsigned>(entry.id) % 64U);
      std::uint64_t& seen = seen_[static_cast<unsigned>(entry.id) / 64U];
      if ((seen & bit) != 0) {
        fail(Errc::repeated_header, received_.data() + entry.name, entry.id);
      }
      seen |= bit;
    }
    if (refuses(Tolerance::other_than_utf8)) {
      fail_at(first_not_utf8(value), entry.id);
    }
    if (traits.grammar == Grammar::opaque) {
      if (refuses(Tolerance::malformed_ignored_headers)) {
        check_ignored(value, traits);
      }
    } else {
      check_acted_upon(value, traits);
    }
  }

  /// A header that is accepted unread by default.
  void check_ignored(std::string_view value, const HeaderTraits& traits) noexcept {
    if (traits.id == HeaderId::other) {
      fail_at(first_control(value));
      return;
    }
    if (value.empty() && traits.list != List::none && !may_be_empty(traits.id)) {
      fail(Errc::bad_header_value, value.data(), traits.id);
      return;
    }
    Elements elements(value, traits.list);
    std::string_view element;
    while (elements.next(element)) {
      check_optional(element, traits.id);
    }
  }

  void check_optional(std::string_view element, HeaderId id) noexcept {
    const char* culprit = element.data();
    if (const Errc error = check_optional_text(element, id, culprit); error != Errc::ok) {
      fail(error, culprit, id);
    }
  }

  void check_acted_upon(std::string_view value, const HeaderTraits& traits) noexcept {
    Elements elements(value, traits.list);
    std::string_view element;
    while (!error_ && elements.next(element)) {
      check_value(element, traits);
    }
  }

  /// One value, which the readers accepted.
  void check_value(std::string_view value, const HeaderTraits& traits) noexcept {
    const HeaderId id = traits.id;
    switch (traits.grammar) {
      case Grammar::via: check_via(value); return;
      case Grammar::name_addr:
      case Grammar::refer_to:
      case Grammar::referred_by:
      case Grammar::contact:
      case Grammar::route: check_address(value, id); return;
      case Grammar::cseq: check_cseq(value); return;
      case Grammar::number: check_max_forwards(value, id); return;
      case Grammar::seconds: check_seconds(value, id); return;
      case Grammar::media_type: check_parameters_of<MediaTypeView>(value, id, parse_media_type); return;
      case Grammar::event: check_parameters_of<EventView>(value, id, parse_event); return;
      case Grammar::replaces: fail(values_.check_parameters(slice(value, value.find(';')), id), id); return;
      case Grammar::subscription_state:
        if (refuses(Tolerance::loose_subscription_state)) {
          check_optional(value, id);
        }
        return;
      case Grammar::opaque:
      case Grammar::call_id:
      case Grammar::tokens: return;  // read as the grammar has them
    }
  }

  void check_via(std::string_view value) noexcept {
    ViaView via;
    (void)parse_via(value, via);
    fail(values_.check_via(via), HeaderId::via);
    // RFC 3261 8.1.1.7: of the topmost one, as the others are of the elements before.
    if (refuses(Tolerance::no_branch_cookie) && !via_seen_ &&
        !same_ignoring_case(slice(via.branch, 0, 7), "z9hG4bK")) {
      fail(Errc::bad_header_value, via.branch.empty() ? value.data() : via.branch.data(), HeaderId::via);
    }
    via_seen_ = true;
  }

  void check_address(std::string_view value, HeaderId id) noexcept {
    NameAddrView address;
    (void)parse_name_addr(value, address);
    fail(values_.check_address(value, address, id), id);
    if (refuses(Tolerance::no_from_tag) && id == HeaderId::from && address.tag().empty()) {
      fail(Errc::bad_header_value, value.data() + value.size(), id);
    }
  }

  void check_cseq(std::string_view value) noexcept {
    CSeqView cseq;
    (void)parse_cseq(value, cseq);
    if (refuses(Tolerance::large_cseq) && cseq.number > 0x7FFF'FFFFU) {
      fail(Errc::bad_number, value.data(), HeaderId::cseq);
    }
  }

  void check_max_forwards(std::string_view value, HeaderId id) noexcept {
    std::uint32_t number = 0;
    (void)parse_number(value, number);
    if (refuses(Tolerance::large_max_forwards) && id == HeaderId::max_forwards && number > 255) {
      fail(Errc::bad_number, value.data(), id);
    }
  }

  void check_seconds(std::string_view value, HeaderId id) noexcept {
    std::uint32_t number = 0;
    if (refuses(Tolerance::large_expires) && parse_number(value, number) != Errc::ok) {
      fail(Errc::bad_number, value.data(), id);
    }
  }

  template <class View>
  void check_parameters_of(std::string_view value, HeaderId id,
                           Errc (*parse)(std::string_view, View&) noexcept) noexcept {
    View view;
    (void)parse(value, view);
    fail(values_.check_parameters(view.parameters, id), id);
  }

  /// What stands nowhere, and what follows the body.
  void check_whole() noexcept {
    const char* const body = received_.data() + (message_.bytes().size() - message_.body().size());
    if (refuses(Tolerance::no_max_forwards) && message_.is_request() &&
        !message_.has(HeaderId::max_forwards)) {
      fail(Errc::missing_header, body, HeaderId::max_forwards);
    }
    if (refuses(Tolerance::body_without_type) && !message_.body().empty() &&
        !message_.has(HeaderId::content_type)) {
      fail(Errc::missing_header, body, HeaderId::content_type);
    }
    if (refuses(Tolerance::trailing_octets) && message_.bytes().size() != received_.size()) {
      fail(Errc::bad_content_length, message_.value(HeaderId::content_length).value_or(received_).data(),
           HeaderId::content_length);
    }
  }

  static constexpr std::string_view sip_version = "SIP/2.0";

  std::string_view received_;
  const MessageView& message_;
  StrictValues values_;
  ParseError error_;
  std::uint64_t seen_[(header_id_count + 63U) / 64U] = {};
  bool via_seen_ = false;
};

}  // namespace

ParseError check_strictly(std::string_view received, const MessageView& message,
                          const ParseOptions& options) noexcept {
  return StrictCheck(received, message, options.tolerances).run();
}

ParseError parse_strictly(std::string_view bytes, std::span<HeaderEntry> index, MessageView& into,
                          MessageValues* values, const ParseOptions& options) noexcept {
  if (const ParseError error = parse_tolerantly(bytes, index, into, values, options)) {
    return error;
  }
  const ParseError error = check_strictly(bytes, into, options);
  if (error && values != nullptr) {
    values->reset();
  }
  return error;
}

}  // namespace baton::parser
