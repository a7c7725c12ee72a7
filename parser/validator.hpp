// The second pass: which headers stand, how often, and the grammar of those that are acted upon,
// with their values.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "parser/header_rows.hpp"
#include "parser/value_checks.hpp"

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
      : message_(message), whole_(whole), checks_(message, values, nullptr) {}

  /// The first error in the order of the message, or none.
  ParseError run() noexcept {
    if (message_.is_request()) {
      Cursor cursor(message_.request_uri(), whole_);
      if (const Errc error = checks_.check_request_uri(cursor); error != Errc::ok) {
        fail(error, cursor.at(), HeaderId::other);
      }
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
        return checks_.check_vias(cursor);
      case Grammar::name_addr:
        return checks_.check_address(
            cursor, grammar, id == HeaderId::from ? &MessageValues::from : &MessageValues::to);
      case Grammar::refer_to:
        return checks_.check_address(cursor, grammar, &MessageValues::refer_to);
      case Grammar::referred_by:
        return checks_.check_referred_by(cursor);
      case Grammar::contact:
        return checks_.check_contacts(cursor);
      case Grammar::route:
        return checks_.check_routes(cursor, id);
      case Grammar::call_id:
        return checks_.check_call_id(cursor);
      case Grammar::cseq:
        return checks_.check_cseq(cursor);
      case Grammar::number:
        return checks_.check_number(cursor, id == HeaderId::max_forwards
                                                ? &MessageValues::max_forwards
                                                : &MessageValues::content_length);
      case Grammar::seconds:
        return ValueChecks::check_seconds(cursor);
      case Grammar::media_type:
        return checks_.check(cursor, &MessageValues::content_type, read_media_type);
      case Grammar::event:
        return checks_.check(cursor, &MessageValues::event, read_event);
      case Grammar::subscription_state:
        return checks_.check_subscription_state(cursor);
      case Grammar::replaces:
        return checks_.check(cursor, &MessageValues::replaces, read_replaces);
      case Grammar::tokens:
        return ValueChecks::check_tokens(cursor);
    }
    return Errc::ok;
  }

  const MessageView& message_;
  std::string_view whole_;
  ValueChecks checks_;
  HeaderSet seen_;
  ParseError error_;
};

}  // namespace BATON_PATH
}  // namespace baton::parser
