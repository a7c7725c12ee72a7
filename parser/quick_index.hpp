// The first pass for messages as they commonly are, many octets at a time.
//
// It can only say yes: at the first doubt (a control character, a name without a colon, a message
// too short, an unusual start line) it gives up, and the pass that explains reads the message anew.
// What it accepts, the other accepts with the same index: a property that is tested and fuzzed.
#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>

#include "baton/message.hpp"
#include "parser/cursor.hpp"
#include "parser/message_access.hpp"
#include "parser/name_lookup.hpp"
#include "parser/slice.hpp"
#include "parser/value_readers.hpp"

namespace baton::parser {
inline namespace BATON_PATH {

class QuickIndex {
 public:
  /// `bytes` are Scan::reach at least and message_bytes_max at most.
  QuickIndex(std::string_view bytes, std::span<HeaderEntry> index, MessageView& into,
             const ParseOptions& options) noexcept
      : bytes_(bytes), index_(index), view_(into), options_(options) {}

  bool run() noexcept {
    MessageAccess::reset(view_, bytes_);
    if (!find_lines() || !read_start_line() || !read_fields()) {
      return false;
    }
    MessageAccess::set_headers(view_, index_.first(count_));
    return measure_body() && (view_.is_request() || find_response_method());
  }

 private:
  /// A message has a line for each header and two more; few have more than this.
  static constexpr std::size_t line_room = 256;
  static constexpr std::size_t block = 64;

  const char* data() const noexcept { return bytes_.data(); }

  /// Finds all line feeds up to the empty line. False unless control characters stand in pairs of
  /// CR LF only, as far as their number tells: read_fields looks at what precedes each line feed.
  bool find_lines() noexcept {
    std::size_t controls = 0;
    std::uint64_t carried = 0;
    for (std::size_t at = 0; at < bytes_.size(); at += block) {
      const Scan::LineMasks masks = masks_at(at);
      // The empty line: two line feeds with one octet between them.
      const std::uint64_t pairs = masks.feeds & (masks.feeds << 2U | carried);
      carried = masks.feeds >> 62U;
      const std::uint64_t head = pairs == 0 ? ~std::uint64_t{0} : pairs ^ (pairs - 1U);
      controls += static_cast<std::size_t>(std::popcount(masks.controls & head));
      add_lines(masks.feeds & head, at);
      if (pairs != 0) {
        return controls == 2 * lines_;
      }
      if (lines_ > line_room) {
        return false;
      }
    }
    return false;
  }

  Scan::LineMasks masks_at(std::size_t at) const noexcept {
    if (bytes_.size() - at >= block) [[likely]] {
      return Scan::line_masks(data() + at);
    }
    std::array<char, block> padded;
    padded.fill(' ');
    std::memcpy(padded.data(), data() + at, bytes_.size() - at);
    return Scan::line_masks(padded.data());
  }

  /// Most blocks hold up to four line feeds: four are written, whatever their number, so that
  /// nothing must be predicted.
  void add_lines(std::uint64_t feeds, std::size_t at) noexcept {
    const auto number = static_cast<unsigned>(std::popcount(feeds));
    std::uint16_t* const into = feeds_.data() + lines_;
    for (unsigned line = 0; line < 4; ++line) {
      into[line] = static_cast<std::uint16_t>(at + static_cast<unsigned>(std::countr_zero(feeds)));
      feeds &= feeds - 1U;
    }
    for (unsigned line = 4; line < number; ++line) {
      into[line] = static_cast<std::uint16_t>(at + static_cast<unsigned>(std::countr_zero(feeds)));
      feeds &= feeds - 1U;
    }
    lines_ += number;
  }

  /// The CR that ends line `line`, or null if another octet stands there.
  const char* line_end(std::size_t line) const noexcept {
    const char* const end = data() + feeds_[line] - 1;
    return *end == '\r' ? end : nullptr;
  }

  bool read_start_line() noexcept {
    constexpr std::string_view version = "SIP/2.0";
    const char* const end = feeds_[0] == 0 ? nullptr : line_end(0);
    if (end == nullptr) {
      return false;
    }
    const std::string_view line(data(), static_cast<std::size_t>(end - data()));
    if (line.size() < version.size() + 5) {
      return false;
    }
    if (std::memcmp(line.data(), version.data(), version.size()) == 0) {
      return read_status(line, slice(line, 0, version.size()));
    }
    Cursor cursor(line, bytes_);
    const std::string_view method = cursor.take(token_char);
    const char* const uri = cursor.at() + 1;
    const char* const uri_end = end - version.size() - 1;
    if (method.empty() || !cursor.eat(' ') || uri >= uri_end || *uri_end != ' ' ||
        std::memcmp(uri_end + 1, version.data(), version.size()) != 0 ||
        std::memchr(uri, ' ', static_cast<std::size_t>(uri_end - uri)) != nullptr) {
      return false;
    }
    MessageAccess::set_request(view_, method, {uri, static_cast<std::size_t>(uri_end - uri)});
    return true;
  }

  /// "SIP/2.0" SP 3DIGIT SP Reason-Phrase
  bool read_status(std::string_view line, std::string_view version) noexcept {
    const char* const at = line.data() + version.size();
    const bool good = at[0] == ' ' && at[1] >= '1' && at[1] <= '6' && is(at[2], digit_char) &&
                      is(at[3], digit_char) && at[4] == ' ';
    if (!good) {
      return false;
    }
    const auto status = static_cast<std::uint16_t>((at[1] - '0') * 100 + (at[2] - '0') * 10 +
                                                   (at[3] - '0'));
    MessageAccess::set_response(view_, status, version, slice(line, version.size() + 5));
    return true;
  }

  /// All lines between the first and the empty one.
  bool read_fields() noexcept {
    if (lines_ < 2 || lines_ - 2 > index_.size()) {
      return false;
    }
    const char* line = data() + feeds_[0] + 1;
    for (std::size_t number = 1; number + 1 < lines_; ++number) {
      const char* const end = line_end(number);
      if (end == nullptr) {
        return false;
      }
      if (is_wsp(*line)) [[unlikely]] {
        if (count_ == 0) {
          return false;
        }
        extend(index_[count_ - 1], end);
      } else if (!read_field(line, end)) {
        return false;
      }
      line = end + 2;
    }
    return line_end(lines_ - 1) != nullptr;
  }

  std::uint16_t offset(const char* position) const noexcept {
    return static_cast<std::uint16_t>(position - data());
  }

  bool read_field(const char* line, const char* end) noexcept {
    const FieldName name = look_up_name(line, end, bytes_.data() + bytes_.size());
    if (name.size == 0) {
      return false;
    }
    const char* value = name.colon + 1;
    value += *value == ' ' ? 1 : 0;
    HeaderEntry& entry = index_[count_++];
    entry.name = offset(line);
    entry.name_size = static_cast<std::uint8_t>(name.size < 255 ? name.size : 255);
    entry.id = name.id;
    trim(entry, value, end);
    return true;
  }

  /// A continuation line: the value goes on to `end` (RFC 3261 7.3.1).
  void extend(HeaderEntry& entry, const char* end) noexcept {
    trim(entry, data() + entry.value, end);
  }

  void trim(HeaderEntry& entry, const char* value, const char* end) noexcept {
    while (value != end && is_lws(*value)) {
      ++value;
    }
    while (value != end && is_lws(end[-1])) {
      --end;
    }
    entry.value = offset(value);
    entry.end = offset(end);
  }

  /// RFC 3261 18.3, 20.14.
  bool measure_body() noexcept {
    const std::size_t head = std::size_t{feeds_[lines_ - 1]} + 1;
    const std::size_t present = bytes_.size() - head;
    std::uint32_t size = static_cast<std::uint32_t>(present);
    unsigned lengths = 0;
    for (const HeaderEntry& entry : index_.first(count_)) {
      if (entry.id == HeaderId::content_length) {
        ++lengths;
        Cursor cursor(view_.value_of(entry), bytes_);
        if (read_number(cursor, size) != Errc::ok) {
          return false;
        }
      }
    }
    const bool exact = !options_.framed || (lengths == 1 && size == present);
    if (lengths > 1 || size > present || !exact) {
      return false;
    }
    MessageAccess::set_body(view_, head, size);
    MessageAccess::set_bytes(view_, slice(bytes_, 0, head + size));
    return true;
  }

  /// The method of a response is that of its CSeq.
  bool find_response_method() noexcept {
    for (const HeaderEntry& entry : view_.headers()) {
      if (entry.id == HeaderId::cseq) {
        CSeqView cseq;
        Cursor cursor(view_.value_of(entry), bytes_);
        if (read_cseq(cursor, cseq) != Errc::ok) {
          return false;
        }
        MessageAccess::set_method(view_, cseq.method);
        return true;
      }
    }
    return false;
  }

  std::string_view bytes_;
  std::span<HeaderEntry> index_;
  MessageView& view_;
  const ParseOptions& options_;
  std::size_t count_ = 0;
  std::size_t lines_ = 0;
  std::array<std::uint16_t, line_room + 2 * block> feeds_;  // uninitialised but for `lines_`
};

}  // namespace BATON_PATH
}  // namespace baton::parser
