// The second pass for messages that were indexed quickly: header by header in an order of its own,
// so that the processor meets the same branches in the same order in every message.
//
// Like the quick index it can only say yes. What it refuses the Validator reads anew, and names the
// first error in the order of the message.
#pragma once

#include <array>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "parser/header_rows.hpp"
#include "parser/value_checks.hpp"

namespace baton::parser {
inline namespace BATON_PATH {

/// Header fields of a message by their id: how many there are, and which is the first.
class FieldsById {
 public:
  /// At most 255 headers.
  explicit FieldsById(std::span<const HeaderEntry> headers) noexcept : headers_(headers) {
    // From the last to the first, which then remains.
    for (std::size_t row = headers.size(); row-- != 0;) {
      const auto id = static_cast<std::size_t>(headers[row].id);
      first_[id] = static_cast<std::uint8_t>(row);
      ++counts_[id];
    }
  }

  unsigned count(HeaderId id) const noexcept { return counts_[static_cast<std::size_t>(id)]; }
  const HeaderEntry& first(HeaderId id) const noexcept {
    return headers_[first_[static_cast<std::size_t>(id)]];
  }

  /// The next field behind `entry` with its id, which there must be.
  static const HeaderEntry& next(const HeaderEntry& entry) noexcept {
    const HeaderEntry* behind = &entry + 1;
    while (behind->id != entry.id) {
      ++behind;
    }
    return *behind;
  }

  /// Whether a header that may stand once stands twice. Eight counts at a time.
  bool repeats() const noexcept {
    std::uint64_t repeated = 0;
    for (std::size_t at = 0; at < room; at += sizeof repeated) {
      std::uint64_t counts = 0;
      std::uint64_t limits = 0;
      std::memcpy(&counts, counts_.data() + at, sizeof counts);
      std::memcpy(&limits, above_once.data() + at, sizeof limits);
      repeated |= counts & limits;
    }
    return repeated != 0;
  }

 private:
  static constexpr std::size_t room = (header_id_count + 31U) / 32U * 32U;
  using Counts = std::array<std::uint8_t, room>;

  /// The bits that the count of a header that may stand once does not have.
  static constexpr Counts above_once = [] {
    Counts masks{};
    for (std::size_t row = 0; row < header_id_count; ++row) {
      masks[row] = header_rows[row].once ? 0xFE : 0;
    }
    return masks;
  }();

  std::span<const HeaderEntry> headers_;
  alignas(32) Counts counts_{};
  Counts first_;  // uninitialised where the count is 0
};

class QuickValidator {
 public:
  QuickValidator(MessageView& message, std::string_view whole, MessageValues* values) noexcept
      : message_(message),
        whole_(whole),
        values_(values),
        fields_(message.headers()),
        checks_(message, values, &message) {}

  bool run() noexcept {
    const bool good = !fields_.repeats() && has_mandatory() && check_start() && check_addresses() &&
                      check_routing() && check_numbers() && check_body_and_event();
    if (good) {
      MessageAccess::trust_kept(message_);
    }
    return good;
  }

 private:
  /// RFC 3261 8.1.1.
  bool has_mandatory() const noexcept {
    return fields_.count(HeaderId::via) != 0 && fields_.count(HeaderId::from) != 0 &&
           fields_.count(HeaderId::to) != 0 && fields_.count(HeaderId::call_id) != 0 &&
           fields_.count(HeaderId::cseq) != 0;
  }

  bool check_start() noexcept {
    if (!message_.is_request()) {
      return true;
    }
    Cursor cursor(MessageAccess::request_uri(message_), whole_);
    return checks_.check_request_uri(cursor) == Errc::ok;
  }

  template <class Check>
  bool check_entry(const HeaderEntry& entry, Check&& check) noexcept {
    Cursor cursor(MessageAccess::value(message_, entry), whole_);
    return check(cursor) == Errc::ok && cursor.done();
  }

  /// All fields of a header, perhaps none.
  template <class Check>
  bool check_each(HeaderId id, Check&& check) noexcept {
    unsigned left = fields_.count(id);
    if (left == 0) {
      return true;
    }
    const HeaderEntry* entry = &fields_.first(id);
    while (check_entry(*entry, check)) {
      if (--left == 0) {
        return true;
      }
      entry = &FieldsById::next(*entry);
    }
    return false;
  }

  bool check_addresses() noexcept {
    const auto address = [this](Grammar grammar, NameAddrView MessageValues::* member) {
      return [this, grammar, member](Cursor& cursor) noexcept {
        return checks_.check_address(cursor, grammar, member);
      };
    };
    const auto party = [this](NameAddrView MessageValues::* member, auto keep) {
      return [this, member, keep](Cursor& cursor) noexcept {
        return checks_.check_party(cursor, member, keep);
      };
    };
    return check_entry(fields_.first(HeaderId::from), party(&MessageValues::from, MessageAccess::keep_from_tag)) &&
           check_entry(fields_.first(HeaderId::to), party(&MessageValues::to, MessageAccess::keep_to_tag)) &&
           check_each(HeaderId::contact,
                      [this](Cursor& cursor) noexcept { return checks_.check_contacts(cursor); }) &&
           check_each(HeaderId::refer_to, address(Grammar::refer_to, &MessageValues::refer_to)) &&
           check_each(HeaderId::referred_by, [this](Cursor& cursor) noexcept {
             return checks_.check_referred_by(cursor);
           });
  }

  bool check_routing() noexcept {
    const auto routes = [this](HeaderId id) {
      return [this, id](Cursor& cursor) noexcept { return checks_.check_routes(cursor, id); };
    };
    return check_each(HeaderId::via,
                      [this](Cursor& cursor) noexcept { return checks_.check_vias(cursor); }) &&
           check_each(HeaderId::record_route, routes(HeaderId::record_route)) &&
           check_each(HeaderId::route, routes(HeaderId::route));
  }

  bool check_numbers() noexcept {
    if (values_ != nullptr && fields_.count(HeaderId::content_length) != 0) {
      // The index pass has read it, and measured the body by it.
      values_->content_length = static_cast<std::uint32_t>(message_.body().size());
    }
    const auto number = [this](std::optional<std::uint32_t> MessageValues::* member) {
      return [this, member](Cursor& cursor) noexcept {
        return checks_.check_number(cursor, member);
      };
    };
    return check_entry(fields_.first(HeaderId::cseq),
                       [this](Cursor& cursor) noexcept { return checks_.check_cseq(cursor); }) &&
           check_entry(fields_.first(HeaderId::call_id),
                       [this](Cursor& cursor) noexcept { return checks_.check_call_id(cursor); }) &&
           check_each(HeaderId::max_forwards, number(&MessageValues::max_forwards)) &&
           check_each(HeaderId::expires, ValueChecks::check_seconds) &&
           check_each(HeaderId::min_expires, ValueChecks::check_seconds);
  }

  bool check_body_and_event() noexcept {
    const auto one = [this](auto member, auto read) {
      return [this, member, read](Cursor& cursor) noexcept {
        return checks_.check(cursor, member, read);
      };
    };
    return check_each(HeaderId::content_type,
                      one(&MessageValues::content_type, read_media_type)) &&
           check_each(HeaderId::event, one(&MessageValues::event, read_event)) &&
           check_each(HeaderId::subscription_state,
                      [this](Cursor& cursor) noexcept {
                        return checks_.check_subscription_state(cursor);
                      }) &&
           check_each(HeaderId::replaces, one(&MessageValues::replaces, read_replaces)) &&
           check_each(HeaderId::require, ValueChecks::check_tokens) &&
           check_each(HeaderId::content_encoding, ValueChecks::check_tokens);
  }

  MessageView& message_;
  std::string_view whole_;
  MessageValues* values_;
  FieldsById fields_;
  ValueChecks checks_;
};

}  // namespace BATON_PATH
}  // namespace baton::parser
