// The grammar of the headers that are acted upon, one value or list at a time, and their values.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "baton/message_values.hpp"
#include "parser/header_traits.hpp"
#include "parser/message_access.hpp"
#include "parser/name_addr_reader.hpp"
#include "parser/small_word.hpp"
#include "parser/value_readers.hpp"
#include "parser/via_reader.hpp"

namespace baton::parser {
inline namespace BATON_PATH {

/// Each check reads from its cursor to the end of the value, or tells what is wrong where the cursor
/// then stands. Values are kept in the MessageValues given, if any, and what the view itself keeps in
/// `keeper`, which is null or the message.
class ValueChecks {
 public:
  ValueChecks(const MessageView& message, MessageValues* values, MessageView* keeper) noexcept
      : message_(message), values_(values), keeper_(keeper) {}

  /// Error: `bad_request_uri`. RFC 3261 19.1.1: no headers in a Request-URI.
  Errc check_request_uri(Cursor& cursor) noexcept {
    UriView& uri = values_ == nullptr ? spare_.uri : values_->request_uri;
    if (read_common_uri(cursor, uri, cursor.end())) [[likely]] {
      return Errc::ok;
    }
    if (read_uri(cursor, uri) != Errc::ok || !cursor.done()) {
      return Errc::bad_request_uri;
    }
    if (!uri.headers.empty()) {
      cursor.move_to(uri.headers.data());
      return Errc::bad_request_uri;
    }
    return Errc::ok;
  }

  /// A header of one address: From, To, Refer-To, Referred-By.
  Errc check_address(Cursor& cursor, Grammar grammar, NameAddrView MessageValues::* member) noexcept {
    return check_address(cursor, grammar, values_ == nullptr ? nullptr : &(values_->*member), false);
  }
  /// From and To: the same, and the tag for the view.
  Errc check_party(Cursor& cursor, NameAddrView MessageValues::* member,
                   void (*keep)(MessageView&, std::string_view) noexcept) noexcept {
    NameAddrView& value = values_ == nullptr ? spare_address() : values_->*member;
    value.tag_value = {};
    const Errc error = check_address(cursor, Grammar::name_addr, &value, false);
    if (keeper_ != nullptr) {
      keep(*keeper_, value.tag_value);
    }
    return error;
  }

  Errc check_vias(Cursor& cursor) noexcept {
    do {
      ViaView& via = vias_++ == 0 && values_ != nullptr ? values_->via : spare_via_;
      if (const Errc error = read_via(cursor, via); error != Errc::ok) {
        return error;
      }
      if (vias_ == 1 && keeper_ != nullptr) {
        MessageAccess::keep(*keeper_, via);
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
    if (message_.is_request() && !same_token(cseq.method_text, MessageAccess::start_method(message_),
                                             cursor.text_end())) {
      cursor.move_to(cseq.method_text.data());
      return Errc::method_mismatch;
    }
    cseq.method = message_.method();
    if (values_ != nullptr) {
      values_->cseq = cseq;
    }
    return Errc::ok;
  }

  Errc check_number(Cursor& cursor, std::optional<std::uint32_t> MessageValues::* member) noexcept {
    std::uint32_t number = 0;
    if (const Errc error = read_number(cursor, number); error != Errc::ok) {
      return error;
    }
    if (values_ != nullptr) {
      values_->*member = number;
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

  /// The first Referred-By is kept (RFC 3892 has one alone).
  Errc check_referred_by(Cursor& cursor) noexcept {
    const bool kept = values_ != nullptr && values_->referred_by.uri_text.empty();
    return check_address(cursor, Grammar::referred_by, kept ? &values_->referred_by : nullptr,
                         false);
  }

  /// A number of seconds of any size (RFC 4475 3.1.2.4).
  static Errc check_seconds(Cursor& cursor) noexcept {
    return cursor.take(digit_char).empty() || !cursor.done() ? Errc::bad_number : Errc::ok;
  }

  /// Reads one value to where `values` keeps it, or to nowhere.
  template <class View, class Read>
  Errc check(Cursor& cursor, View MessageValues::* member, Read&& read) noexcept {
    if (values_ != nullptr) {
      return read(cursor, values_->*member);
    }
    View spare;
    return read(cursor, spare);
  }

  Errc check_subscription_state(Cursor& cursor) noexcept {
    (void)check(cursor, &MessageValues::subscription_state, read_subscription_state);
    cursor.move_to(cursor.end());  // read leniently
    return Errc::ok;
  }

 private:
  /// For an address that is only checked: what the check asks for is set back.
  NameAddrView& spare_address() noexcept {
    spare_.star = false;
    spare_.bracketed = false;
    spare_.uri.headers = {};
    return spare_;
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
    const bool good = grammar == Grammar::contact     ? !bare_headers
                      : grammar == Grammar::route     ? value.bracketed
                      : grammar == Grammar::name_addr ? !value.star && !bare_headers
                                                      : !value.star;
    if (!good) {
      cursor.move_to(start);
      return Errc::bad_header_value;
    }
    return Errc::ok;
  }

  const MessageView& message_;
  MessageValues* values_;
  MessageView* keeper_;
  NameAddrView spare_;  // for values that nobody keeps: what was read before remains
  ViaView spare_via_;
  std::uint32_t vias_ = 0;
  std::uint32_t contacts_ = 0;
  bool star_ = false;
};

}  // namespace BATON_PATH
}  // namespace baton::parser
