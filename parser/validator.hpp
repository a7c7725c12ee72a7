// The second pass: which headers stand, how often, and the grammar of those that are acted upon,
// with their values.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "baton/message_values.hpp"
#include "parser/header_rows.hpp"
#include "parser/message_access.hpp"
#include "parser/name_addr_reader.hpp"
#include "parser/value_readers.hpp"
#include "parser/via_reader.hpp"

namespace baton::parser {
inline namespace BATON_PATH {

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

class Validator {
 public:
  /// `whole` holds the message and is as long as a Cursor asks. Without `values` nothing is kept;
  /// else they are default-constructed but for the rooms.
  Validator(const MessageView& message, std::string_view whole, MessageValues* values) noexcept
      : message_(message), whole_(whole), values_(values) {}

  /// The first error in the order of the message, or none.
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
    Cursor cursor(message_.request_uri(), whole_);
    UriView& uri = values_ == nullptr ? spare_.uri : values_->request_uri;
    if (read_uri(cursor, uri) != Errc::ok || !cursor.done()) {
      fail(Errc::bad_request_uri, cursor.at(), HeaderId::other);
    } else if (!uri.headers.empty()) {
      // RFC 3261 19.1.1: no headers in a Request-URI.
      fail(Errc::bad_request_uri, uri.headers.data(), HeaderId::other);
    }
  }

  void check_field(const HeaderEntry& entry) noexcept {
    const HeaderTraits& traits = header_rows[static_cast<std::size_t>(entry.id)];
    if (seen_.insert(entry.id) && traits.once) {
      fail(Errc::repeated_header, message_.bytes().data() + entry.name, entry.id);
      return;
    }
    if (traits.grammar == Grammar::opaque) {
      return;
    }
    Cursor cursor(MessageAccess::value(message_, entry), whole_);
    Errc error = check_value(cursor, entry.id, traits.grammar);
    if (error == Errc::ok && !cursor.done()) {
      error = Errc::bad_header_value;
    }
    if (error != Errc::ok) {
      fail(error, cursor.at(), entry.id);
    }
  }

  /// The value of a header field against its grammar, from `cursor` to its end.
  Errc check_value(Cursor& cursor, HeaderId id, Grammar grammar) noexcept {
    switch (grammar) {
      case Grammar::opaque:
        return Errc::ok;
      case Grammar::via:
        return check_vias(cursor);
      case Grammar::name_addr:
      case Grammar::address:
        return check_address(cursor, grammar, keep(id), false);
      case Grammar::contact:
        return check_contacts(cursor);
      case Grammar::route:
        return check_routes(cursor, id);
      case Grammar::call_id:
        return check_call_id(cursor);
      case Grammar::cseq:
        return check_cseq(cursor);
      case Grammar::number:
        return check_number(cursor, id);
      case Grammar::seconds:
        return cursor.take(digit_char).empty() || !cursor.done() ? Errc::bad_number : Errc::ok;
      case Grammar::media_type:
        return keep(cursor, &MessageValues::content_type, read_media_type);
      case Grammar::event:
        return keep(cursor, &MessageValues::event, read_event);
      case Grammar::subscription_state:
        (void)keep(cursor, &MessageValues::subscription_state, read_subscription_state);
        cursor.move_to(cursor.end());  // read leniently
        return Errc::ok;
      case Grammar::replaces:
        return keep(cursor, &MessageValues::replaces, read_replaces);
      case Grammar::tokens:
        return check_tokens(cursor);
    }
    return Errc::ok;
  }

  /// For an address that is only checked: what the check asks for is set back.
  NameAddrView& spare_address() noexcept {
    spare_.star = false;
    spare_.uri.headers = {};
    return spare_;
  }

  /// Reads one value to where `values` keeps it, or to nowhere.
  template <class View, class Read>
  Errc keep(Cursor& cursor, View MessageValues::* member, Read&& read) noexcept {
    if (values_ != nullptr) {
      return read(cursor, values_->*member);
    }
    View spare;
    return read(cursor, spare);
  }

  /// Where the first address of a header is kept, or null.
  NameAddrView* keep(HeaderId id) noexcept {
    if (values_ == nullptr) {
      return nullptr;
    }
    switch (id) {
      case HeaderId::from:
        return &values_->from;
      case HeaderId::to:
        return &values_->to;
      case HeaderId::refer_to:
        return &values_->refer_to;
      case HeaderId::referred_by:
        return values_->referred_by.uri_text.empty() ? &values_->referred_by : nullptr;
      default:
        return nullptr;
    }
  }

  /// One address, written to `into` if that is not null.
  Errc check_address(Cursor& cursor, Grammar grammar, NameAddrView* into, bool listed) noexcept {
    const char* const start = cursor.at();
    NameAddrView& value = into == nullptr ? spare_address() : *into;
    if (const Errc error = read_name_addr(cursor, value, listed); error != Errc::ok) {
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

  Errc check_vias(Cursor& cursor) noexcept {
    do {
      ViaView& via = vias_++ == 0 && values_ != nullptr ? values_->via : spare_via_;
      if (const Errc error = read_via(cursor, via); error != Errc::ok) {
        return error;
      }
    } while (cursor.eat(','));
    if (values_ != nullptr) {
      values_->vias = vias_;
    }
    return Errc::ok;
  }

  Errc check_contacts(Cursor& cursor) noexcept {
    const char* const from = cursor.at();
    do {
      NameAddrView* const into =
          contacts_++ == 0 && values_ != nullptr ? &values_->contact : &spare_address();
      if (const Errc error = check_address(cursor, Grammar::contact, into, true);
          error != Errc::ok) {
        return error;
      }
      star_ = star_ || into->star;
    } while (cursor.eat(','));
    if (star_ && contacts_ > 1) {  // STAR stands alone
      cursor.move_to(from);
      return Errc::bad_header_value;
    }
    if (values_ != nullptr) {
      values_->contacts = contacts_;
    }
    return Errc::ok;
  }

  /// Route and Record-Route.
  Errc check_routes(Cursor& cursor, HeaderId id) noexcept {
    std::uint32_t none = 0;
    const bool route = id == HeaderId::route;
    std::uint32_t& count = values_ == nullptr ? none
                           : route            ? values_->routes
                                              : values_->record_routes;
    const std::span<NameAddrView> room = values_ == nullptr ? std::span<NameAddrView>{}
                                         : route            ? values_->route_room
                                                            : values_->record_route_room;
    do {
      NameAddrView* into = nullptr;
      if (count < room.size()) {
        into = &room[count];
        *into = {};
      }
      ++count;
      if (const Errc error = check_address(cursor, Grammar::route, into, true);
          error != Errc::ok) {
        return error;
      }
    } while (cursor.eat(','));
    return Errc::ok;
  }

  Errc check_call_id(Cursor& cursor) noexcept {
    std::string_view call_id;
    const Errc error = take_call_id(cursor, call_id);
    if (values_ != nullptr) {
      values_->call_id = call_id;
    }
    return error;
  }

  /// RFC 3261 8.1.1.5: the method of CSeq is that of the request.
  Errc check_cseq(Cursor& cursor) noexcept {
    CSeqView cseq;
    if (const Errc error = read_cseq_text(cursor, cseq); error != Errc::ok) {
      return error;
    }
    if (message_.is_request() && cseq.method_text != MessageAccess::start_method(message_)) {
      cursor.move_to(cseq.method_text.data());
      return Errc::method_mismatch;
    }
    cseq.method = message_.method();
    if (values_ != nullptr) {
      values_->cseq = cseq;
    }
    return Errc::ok;
  }

  Errc check_number(Cursor& cursor, HeaderId id) noexcept {
    std::uint32_t number = 0;
    if (const Errc error = read_number(cursor, number); error != Errc::ok) {
      return error;
    }
    if (values_ != nullptr && id == HeaderId::max_forwards) {
      values_->max_forwards = number;
    } else if (values_ != nullptr && id == HeaderId::content_length) {
      values_->content_length = number;
    }
    return Errc::ok;
  }

  static Errc check_tokens(Cursor& cursor) noexcept {
    do {
      cursor.skip_lws();
      if (cursor.take(token_char).empty()) {
        return Errc::bad_header_value;
      }
      const char* const token_end = cursor.at();
      cursor.skip_lws();
      if (!cursor.done() && cursor.peek() != ',') {
        cursor.move_to(token_end);
        return Errc::bad_header_value;
      }
    } while (cursor.eat(','));
    return Errc::ok;
  }

  const MessageView& message_;
  std::string_view whole_;
  MessageValues* values_;
  NameAddrView spare_;  // for values that nobody keeps: what was read before remains
  ViaView spare_via_;
  HeaderSet seen_;
  ParseError error_;
  std::uint32_t vias_ = 0;
  std::uint32_t contacts_ = 0;
  bool star_ = false;
};

}  // namespace BATON_PATH
}  // namespace baton::parser
