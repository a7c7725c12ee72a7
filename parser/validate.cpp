// The second pass: which headers stand, how often, and the grammar of those that are acted upon.
#include "baton/message.hpp"
#include "parser/cursor.hpp"
#include "parser/element.hpp"
#include "parser/header_table.hpp"
#include "parser/uri_reader.hpp"
#include "parser/value_readers.hpp"

namespace baton {
namespace {

using parser::Cursor;
using parser::Grammar;
using parser::HeaderTraits;
using parser::List;

/// A set of header ids.
class HeaderSet {
 public:
  /// Whether `id` was in the set already.
  bool insert(HeaderId id) noexcept {
    const auto bit = static_cast<unsigned>(id);
    const std::uint32_t mask = std::uint32_t{1} << (bit % 32U);
    const bool before = (words_[bit / 32U] & mask) != 0;
    words_[bit / 32U] |= mask;
    return before;
  }
  bool has(HeaderId id) const noexcept {
    const auto bit = static_cast<unsigned>(id);
    return (words_[bit / 32U] >> (bit % 32U) & 1U) != 0;
  }

 private:
  std::array<std::uint32_t, (header_id_count + 31U) / 32U> words_{};
};

Errc check_address(Cursor& cursor, Grammar grammar) noexcept {
  const char* const start = cursor.at();
  NameAddrView value;
  if (const Errc error = parser::read_name_addr(cursor, value); error != Errc::ok) {
    return error;
  }
  // A URI with a "?" must stand in angle brackets (RFC 3261 20); a Refer-To without them is common.
  const bool bare_headers = !value.bracketed && !value.uri.headers.empty();
  const bool good = grammar == Grammar::contact   ? !bare_headers
                    : grammar == Grammar::route   ? value.bracketed
                    : grammar == Grammar::address ? !value.star
                                                  : !value.star && !bare_headers;
  if (!good) {
    cursor.move_to(start);
    return Errc::bad_header_value;
  }
  return Errc::ok;
}

/// The end of a value that a reader has left unfinished.
Errc expect_end(const Cursor& cursor) noexcept {
  return cursor.done() ? Errc::ok : Errc::bad_header_value;
}

/// One value, or list element, against its grammar. On an error the cursor stands at the culprit.
Errc check_value(Cursor& cursor, Grammar grammar) noexcept {
  switch (grammar) {
    case Grammar::opaque:
      return Errc::ok;
    case Grammar::via: {
      ViaView via;
      return parser::read_via(cursor, via);
    }
    case Grammar::name_addr:
    case Grammar::address:
    case Grammar::contact:
    case Grammar::route:
      return check_address(cursor, grammar);
    case Grammar::call_id: {
      std::string_view call_id;
      const Errc error = parser::take_call_id(cursor, call_id);
      return error == Errc::ok ? expect_end(cursor) : error;
    }
    case Grammar::cseq: {
      CSeqView cseq;
      return parser::read_cseq(cursor, cseq);
    }
    case Grammar::number: {
      std::uint32_t number = 0;
      return parser::read_number(cursor, number);
    }
    case Grammar::seconds:
      return cursor.take(parser::digit_char).empty() || !cursor.done() ? Errc::bad_number
                                                                       : Errc::ok;
    case Grammar::media_type: {
      MediaTypeView media;
      return parser::read_media_type(cursor, media);
    }
    case Grammar::event: {
      EventView event;
      return parser::read_event(cursor, event);
    }
    case Grammar::replaces: {
      ReplacesView replaces;
      return parser::read_replaces(cursor, replaces);
    }
    case Grammar::tokens:
      return cursor.take(parser::token_char).empty() ? Errc::bad_header_value : expect_end(cursor);
  }
  return Errc::ok;
}

class Validator {
 public:
  explicit Validator(const MessageView& message) noexcept : message_(message) {}

  ParseError run() noexcept {
    if (message_.is_request()) {
      check_request_uri();
    }
    for (const HeaderEntry& entry : message_.headers()) {
      if (error_) {
        return error_;
      }
      check_field(entry);
    }
    // RFC 3261 8.1.1: what every message has. Max-Forwards is not insisted on: RFC 2543 had none.
    for (const HeaderId id :
         {HeaderId::via, HeaderId::from, HeaderId::to, HeaderId::call_id, HeaderId::cseq}) {
      if (!seen_.has(id)) {
        fail(Errc::missing_header, end_of_headers(), id);
      }
    }
    check_method();
    return error_;
  }

 private:
  void fail(Errc code, const char* where, HeaderId id) noexcept {
    if (!error_) {
      error_ = {code, id, static_cast<std::uint32_t>(where - message_.bytes().data())};
    }
  }

  const char* end_of_headers() const noexcept {
    const auto headers = message_.headers();
    return message_.bytes().data() + (headers.empty() ? 0U : headers.back().end);
  }

  void check_request_uri() noexcept {
    const std::string_view text = message_.request_uri();
    Cursor cursor(text);
    UriView uri;
    if (parser::read_uri(cursor, uri) != Errc::ok) {
      fail(Errc::bad_request_uri, cursor.at(), HeaderId::other);
    } else if (!uri.headers.empty()) {
      // RFC 3261 19.1.1: no headers in a Request-URI.
      fail(Errc::bad_request_uri, uri.headers.data(), HeaderId::other);
    }
  }

  void check_field(const HeaderEntry& entry) noexcept {
    const HeaderTraits& traits = parser::traits_of(entry.id);
    if (traits.once && seen_.insert(entry.id)) {
      fail(Errc::repeated_header, message_.bytes().data() + entry.name, entry.id);
      return;
    }
    seen_.insert(entry.id);
    if (traits.grammar == Grammar::opaque) {
      return;
    }
    const std::string_view value = message_.value_of(entry);
    if (traits.list == List::none) {
      check(value, traits.grammar, entry.id);
      return;
    }
    parser::Elements elements(value, traits.list);
    std::string_view element;
    bool any = false;
    while (elements.next(element) && !error_) {
      any = true;
      check(element, traits.grammar, entry.id);
      star_ = star_ || (entry.id == HeaderId::contact && element == "*");
      contacts_ += entry.id == HeaderId::contact ? 1U : 0U;
    }
    if (!any) {
      fail(Errc::bad_header_value, value.data(), entry.id);
    } else if (star_ && contacts_ > 1) {
      fail(Errc::bad_header_value, value.data(), entry.id);  // STAR stands alone
    }
  }

  void check(std::string_view value, Grammar grammar, HeaderId id) noexcept {
    Cursor cursor(value);
    if (const Errc error = check_value(cursor, grammar); error != Errc::ok) {
      fail(error, cursor.at(), id);
    }
  }

  /// RFC 3261 8.1.1.5: the method of CSeq is that of the request.
  void check_method() noexcept {
    if (error_ || !message_.is_request()) {
      return;
    }
    const CSeqView cseq = message_.cseq();
    if (cseq.method_text != message_.method_text()) {
      fail(Errc::method_mismatch, cseq.method_text.data(), HeaderId::cseq);
    }
  }

  const MessageView& message_;
  HeaderSet seen_;
  ParseError error_;
  unsigned contacts_ = 0;
  bool star_ = false;
};

}  // namespace

ParseError validate(const MessageView& message) noexcept {
  return Validator(message).run();
}

ParseError parse_message(std::string_view bytes, std::span<HeaderEntry> index, MessageView& into,
                         const ParseOptions& options) noexcept {
  const ParseError error = index_message(bytes, index, into, options);
  return error ? error : validate(into);
}

bool answerable(const MessageView& message) noexcept {
  if (!message.is_request() || message.method() == Method::ack || message.method_text().empty()) {
    return false;
  }
  ViaView via;
  const auto top = message.values(HeaderId::via).next();
  if (!top || parse_via(*top, via) != Errc::ok) {
    return false;  // the answer would not find its way
  }
  for (const HeaderId id : {HeaderId::from, HeaderId::to, HeaderId::call_id, HeaderId::cseq}) {
    if (message.value(id).value_or(std::string_view{}).empty()) {
      return false;
    }
  }
  return true;
}

std::uint16_t status_for(Errc code) noexcept {
  switch (code) {
    case Errc::bad_version:
      return 505;
    case Errc::message_too_long:
      return 513;
    case Errc::bad_start_line:
    case Errc::truncated:
    case Errc::bad_method:
    case Errc::bad_request_uri:
    case Errc::bad_header_name:
    case Errc::bad_character:
    case Errc::bad_header_value:
    case Errc::bad_uri:
    case Errc::bad_quoted_string:
    case Errc::bad_number:
    case Errc::bad_address:
    case Errc::bad_escape:
    case Errc::missing_header:
    case Errc::repeated_header:
    case Errc::method_mismatch:
    case Errc::bad_content_length:
    case Errc::bad_body:
    case Errc::too_many_headers:
      return 400;
    default:
      return 0;
  }
}

std::uint16_t status_for(const MessageView& message, Errc code) noexcept {
  return message.is_request() && message.method() != Method::ack ? status_for(code)
                                                                 : std::uint16_t{0};
}

}  // namespace baton
