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
#include "parser/line_feeds.hpp"
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
  const char* data() const noexcept { return bytes_.data(); }

  bool find_lines() noexcept { return find_line_feeds(bytes_, feeds_, lines_); }

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
        Scan::find(uri, uri_end, data() + bytes_.size(), ' ') != uri_end) {
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
    const char* const text = data();
    const char* const text_end = text + bytes_.size();
    HeaderEntry* into = index_.data();
    std::size_t start = std::size_t{feeds_[0]} + 1;
    for (std::size_t line = 1; line + 1 < lines_; ++line) {
      const std::size_t end = std::size_t{feeds_[line]} - 1;
      if (text[end] != '\r') {
        return false;
      }
      if (is_wsp(text[start])) [[unlikely]] {
        if (into == index_.data()) {
          return false;
        }
        set_value(into[-1], text, into[-1].value, end);  // a fold (RFC 3261 7.3.1)
      } else {
        const FieldName name = look_up_name(text + start, text + end, text_end);
        if (name.size == 0) {
          return false;
        }
        into->name = static_cast<std::uint16_t>(start);
        into->name_size = name.entry_size;
        into->id = name.id;
        const std::size_t behind = start + name.colon + 1;
        set_value(*into, text, behind + (text[behind] == ' ' ? 1U : 0U), end);
        note(*into);
        ++into;
      }
      start = end + 2;
    }
    count_ = static_cast<std::size_t>(into - index_.data());
    return line_end(lines_ - 1) != nullptr;
  }

  /// The value without LWS at its ends, which it seldom has.
  static void set_value(HeaderEntry& entry, const char* text, std::size_t from,
                        std::size_t to) noexcept {
    while (from != to && is_lws(text[from])) [[unlikely]] {
      ++from;
    }
    while (from != to && is_lws(text[to - 1])) [[unlikely]] {
      --to;
    }
    entry.value = static_cast<std::uint16_t>(from);
    entry.end = static_cast<std::uint16_t>(to);
  }

  /// The two headers that this pass reads itself.
  void note(const HeaderEntry& entry) noexcept {
    if (entry.id == HeaderId::content_length) {
      ++lengths_;
      length_ = &entry;
    }
    if (entry.id == HeaderId::cseq && cseq_ == nullptr) {
      cseq_ = &entry;
    }
  }

  /// RFC 3261 18.3, 20.14.
  bool measure_body() noexcept {
    const std::size_t head = std::size_t{feeds_[lines_ - 1]} + 1;
    const std::size_t present = bytes_.size() - head;
    auto size = static_cast<std::uint32_t>(present);
    if (length_ != nullptr) {
      Cursor cursor(MessageAccess::value(view_, *length_), bytes_);
      if (read_number(cursor, size) != Errc::ok) {
        return false;
      }
    }
    const bool exact = !options_.framed || (lengths_ == 1 && size == present);
    if (lengths_ > 1 || size > present || !exact) {
      return false;
    }
    MessageAccess::set_body(view_, head, size);
    MessageAccess::set_bytes(view_, slice(bytes_, 0, head + size));
    return true;
  }

  /// The method of a response is that of its CSeq.
  bool find_response_method() noexcept {
    if (cseq_ == nullptr) {
      return false;
    }
    CSeqView cseq;
    Cursor cursor(MessageAccess::value(view_, *cseq_), bytes_);
    if (read_cseq(cursor, cseq) != Errc::ok) {
      return false;
    }
    MessageAccess::set_method(view_, cseq.method);
    return true;
  }

  std::string_view bytes_;
  std::span<HeaderEntry> index_;
  MessageView& view_;
  const ParseOptions& options_;
  std::size_t count_ = 0;
  std::size_t lines_ = 0;
  unsigned lengths_ = 0;
  const HeaderEntry* length_ = nullptr;  ///< the last Content-Length
  const HeaderEntry* cseq_ = nullptr;    ///< the first CSeq
  LineFeeds feeds_;  // uninitialised but for `lines_`
};

}  // namespace BATON_PATH
}  // namespace baton::parser
