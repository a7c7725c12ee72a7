// host [ ":" port ] (RFC 3261 25.1).
#pragma once

#include <bit>
#include <cstdint>

#include "baton/endpoint.hpp"
#include "parser/cursor.hpp"
#include "parser/number.hpp"
#include "parser/slice.hpp"

namespace baton::parser {
inline namespace BATON_PATH {

/// What a run of host characters is.
enum class HostKind : std::uint8_t {
  malformed,
  name,
  number,  ///< an IPv4 address or malformed
  ipv4,
};

/// Labels of letters, digits, "-" and "_", none empty, none with "-" at an end; one dot may stand
/// at the end of all. `number`: the last label is one, so that the whole can only be an IPv4
/// address.
inline HostKind host_kind(std::string_view host) noexcept {
  if (host.ends_with('.')) {
    host.remove_suffix(1);
  }
  bool number = true;
  char before = '.';
  for (const char c : host) {
    if (c == '.') {
      if (before == '.' || before == '-') {
        return HostKind::malformed;
      }
      number = true;
    } else {
      if (c == '-' && before == '.') {
        return HostKind::malformed;
      }
      number = number && is(c, digit_char);
    }
    before = c;
  }
  if (before == '.' || before == '-') {
    return HostKind::malformed;
  }
  return number ? HostKind::number : HostKind::name;
}

/// The same of a host of `size` octets, from 1 to 63, told by the places of three kinds of octets.
constexpr HostKind host_kind(std::uint64_t dots, std::uint64_t hyphens, std::uint64_t digits,
                             unsigned size) noexcept {
  const std::uint64_t last = std::uint64_t{1} << (size - 1);
  const bool dot_ends = (dots & last) != 0;
  const std::uint64_t all = (last << 1U) - 1U;
  const std::uint64_t labels = dot_ends ? all >> 1U : all;  // without the dot at the end
  dots &= labels;
  hyphens &= labels;
  const std::uint64_t starts = dots << 1U | 1U;
  const std::uint64_t ends = (dots | (labels + 1U)) >> 1U;
  if ((dots & (starts | ends)) != 0 || (hyphens & (starts | ends)) != 0 || labels == 0) {
    return HostKind::malformed;
  }
  const auto last_label = static_cast<unsigned>(std::bit_width(dots));
  return (labels & ~digits) >> last_label == 0 ? HostKind::number : HostKind::name;
}

/// Whether a host of `size` octets is four groups of one to three digits, at most 255 each. Two octets
/// before the host can be read. No branch asks for the number of digits, which nobody can predict.
inline bool is_ipv4(const char* host, std::uint64_t dots, unsigned size) noexcept {
  if (Scan::count(dots) != 3) {
    return false;
  }
  dots |= std::uint64_t{1} << size;
  unsigned start = 0;
  unsigned wrong = 0;
  for (unsigned group = 0; group < 4; ++group) {
    const auto end = static_cast<unsigned>(std::countr_zero(dots));
    dots &= dots - 1U;
    const unsigned digits = end - start;
    const auto digit = [last = host + end - 1](int place) {
      return static_cast<unsigned>(static_cast<unsigned char>(last[-place])) - '0';
    };
    const unsigned tens = digit(1) & (0U - static_cast<unsigned>(digits > 1));
    const unsigned hundreds = digit(2) & (0U - static_cast<unsigned>(digits > 2));
    const unsigned ones = digit(0);
    const unsigned value = hundreds * 100 + tens * 10 + ones;
    wrong |= static_cast<unsigned>(digits > 3) | static_cast<unsigned>(value > 255);
    // Other labels than the last may hold letters.
    wrong |= static_cast<unsigned>(ones > 9) | static_cast<unsigned>(tens > 9) | static_cast<unsigned>(hundreds > 9);
    start = end + 1;
  }
  return wrong == 0;
}

/// Whether all of a value is an IPv4 or IPv6 address, with or without brackets (RFC 5118 4.5).
template <class AnyScan = Scan>
bool is_address(std::string_view text, const char* text_end) noexcept {
  if constexpr (AnyScan::has_windows) {
    const typename AnyScan::Window window(text.data(), text_end);
    if (text.size() <= 15 && text.size() <= window.size()) {
      const std::uint64_t all = (std::uint64_t{1} << text.size()) - 1U;
      const std::uint64_t dots = window.equal('.') & all;
      const std::uint64_t digits = window.digits() & all;
      // Three dots that stand neither at an end nor side by side.
      if ((dots | digits) == all && (dots & (dots << 1U | 1U | (all + 1U) >> 1U)) == 0) {
        return is_ipv4(text.data(), dots, static_cast<unsigned>(text.size()));
      }
    }
  }
  return static_cast<bool>(parse_address(text, 0));
}

/// Reads a run of host characters, perhaps empty, and tells what it is.
template <class AnyScan = Scan>
[[gnu::always_inline]] inline HostKind take_host_name(Cursor& cursor, std::string_view& name) noexcept {
  if constexpr (AnyScan::has_windows) {
    const typename AnyScan::Window window(cursor.at(), cursor.text_end());
    const auto size = static_cast<unsigned>(std::countr_zero(window.outside(host_char)));
    if (size < window.size() && size != 0 && size <= cursor.left()) [[likely]] {
      name = {cursor.at(), size};
      cursor.skip(size);
      const std::uint64_t dots = window.equal('.') & ((std::uint64_t{1} << size) - 1U);
      const HostKind kind =
          host_kind(dots, window.equal('-'), window.digits(), size);
      return kind == HostKind::number && is_ipv4(name.data(), dots, size) ? HostKind::ipv4 : kind;
    }
  }
  name = cursor.take(host_char);
  const HostKind kind = host_kind(name);
  if constexpr (!AnyScan::has_windows && sizeof(void*) == 8) {
    if (kind == HostKind::number && name.size() <= 15 && cursor.text_end() - name.data() >= 16) {
      const std::uint64_t dots = AnyScan::dots(name.data(), name.size());
      const auto size = static_cast<unsigned>(name.size());
      return is_ipv4(name.data(), dots, size) ? HostKind::ipv4 : kind;
    }
  }
  return kind;
}

/// host = hostname / IPv4address / IPv6reference (RFC 3261 25.1). Names may begin their labels with
/// digits (RFC 1123 2.1) and hold "_", since machines are called so; a name whose last label is a
/// number must be an IPv4 address. Errors: `bad_uri`, `bad_address`.
BATON_INLINE Errc read_host(Cursor& cursor, std::string_view& host) noexcept {
  const char* const from = cursor.at();
  if (cursor.peek() == '[') {
    const std::string_view rest = cursor.rest();
    const std::size_t close = rest.find(']');
    if (close == std::string_view::npos || !parse_address(slice(rest, 0, close + 1), 0)) {
      return Errc::bad_address;
    }
    host = slice(rest, 0, close + 1);
    cursor.skip(host.size());
    return Errc::ok;
  }
  std::string_view name;
  const HostKind kind = take_host_name(cursor, name);
  if (kind == HostKind::malformed ||
      (kind == HostKind::number && !static_cast<bool>(parse_address(name, 0)))) {
    cursor.move_to(from);
    return Errc::bad_uri;
  }
  host = name;
  return Errc::ok;
}

/// port = 1*DIGIT, from 1 to 65535. Error: `bad_number`.
BATON_INLINE Errc read_port(Cursor& cursor, std::uint16_t& port) noexcept {
  const char* const from = cursor.at();
  std::uint32_t number = 0;
  if (take_number(cursor, number) != Errc::ok || number == 0 || number > 65'535) {
    cursor.move_to(from);
    return Errc::bad_number;
  }
  port = static_cast<std::uint16_t>(number);
  return Errc::ok;
}

}  // namespace BATON_PATH
}  // namespace baton::parser
