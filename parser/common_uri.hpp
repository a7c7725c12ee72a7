// The shape that nearly all SIP URIs have, read in one look.
#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <cstring>

#include "baton/uri.hpp"
#include "parser/cursor.hpp"
#include "parser/host_reader.hpp"
#include "parser/number.hpp"

namespace baton::parser {
inline namespace BATON_PATH {

/// The four octets at `at` as a number, letters made small by `small`.
inline std::uint32_t four_octets(const char* at, std::array<char, 4> small) noexcept {
  std::uint32_t octets = 0;
  std::memcpy(&octets, at, sizeof octets);
  return octets | std::bit_cast<std::uint32_t>(small);
}

constexpr char small_bit = ' ';  ///< the bit that tells small letters from capital ones

/// Whether the four octets at `at` are "sip:", case ignored.
inline bool begins_with_sip(const char* at) noexcept {
  return four_octets(at, {small_bit, small_bit, small_bit, '\0'}) ==
         std::bit_cast<std::uint32_t>(std::array{'s', 'i', 'p', ':'});
}

/// The bits below `count`; all for 64.
constexpr std::uint64_t bits_below(unsigned count) noexcept {
  return count >= 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << count) - 1U;
}

/// Whether the parameters of a URI between two places are well-formed: names and values of plain
/// characters, none empty, one "=" a parameter at most. They begin with a semicolon.
template <class Window>
bool are_common_parameters(const Window& window, unsigned from, unsigned to) noexcept {
  const std::uint64_t range = bits_below(to) & ~bits_below(from);
  const std::uint64_t semicolons = window.equal(';') & range;
  const std::uint64_t equals = window.equal('=') & range;
  const std::uint64_t marks = semicolons | equals;
  const std::uint64_t other = window.outside(param_char) & range & ~marks;
  const std::uint64_t last = std::uint64_t{1} << (to - 1);
  // Of two neighbouring "=" none is followed by a semicolon before the next: the marks say so in
  // their own order.
  const std::uint64_t order = Window::gathered(equals, marks);
  return other == 0 && (marks & (marks >> 1U | last)) == 0 && (order & order >> 1U) == 0;
}

/// "sip:" [ user "@" ] host [ ":" port ] *( ";" parameter ) up to `end`, or to a ">" if that is
/// null; no password, no escape, no headers, no IPv6 reference. False, and nothing was read, for any
/// other URI. A URI of 60 octets and more is another one too.
template <class AnyScan = Scan>
[[gnu::always_inline]] inline bool read_common_uri(Cursor& cursor, UriView& uri,
                                                   const char* end) noexcept {
  if constexpr (AnyScan::has_windows) {
    const char* const from = cursor.at();
    const char* const text_end = cursor.text_end();
    constexpr std::size_t scheme_size = 4;
    if (cursor.left() <= scheme_size || !begins_with_sip(from)) {
      return false;
    }
    const char* const base = from + scheme_size;
    const typename AnyScan::WideWindow window(base, text_end);
    const auto size = end == nullptr ? static_cast<std::size_t>(std::countr_zero(window.equal('>')))
                                     : static_cast<std::size_t>(end - base);
    if (size >= 60) {
      return false;
    }
    const auto stop = static_cast<unsigned>(size);
    const std::uint64_t all = bits_below(stop);

    const std::uint64_t at_sign = window.equal('@') & all;
    const auto user_size = static_cast<unsigned>(std::countr_zero(at_sign)) & 63U;  // 0: none
    const std::uint64_t bad_user = window.outside(user_char) & bits_below(user_size);
    const unsigned host_from = user_size + static_cast<unsigned>(at_sign != 0);
    const std::uint64_t host_stop = window.outside(host_char) >> host_from;
    const auto host_size = static_cast<unsigned>(std::countr_zero(host_stop | 1ULL << 63U));
    unsigned at = host_from + host_size;
    if (bad_user != 0 || host_size == 0 || at > stop || (at_sign & 1U) != 0) {
      return false;
    }
    const std::uint64_t dots = (window.equal('.') >> host_from) & bits_below(host_size);
    const std::uint64_t digits = window.digits() >> host_from;
    const HostKind kind = host_kind(dots, window.equal('-') >> host_from, digits, host_size);
    if (kind == HostKind::malformed ||
        (kind == HostKind::number && !is_ipv4(base + host_from, dots, host_size))) {
      return false;
    }
    std::uint32_t port = 0;
    if (at != stop && base[at] == ':') {
      const auto port_size = static_cast<unsigned>(std::countr_one(digits >> (host_size + 1)));
      if (!read_few_digits({base + at + 1, port_size}, text_end, port) || port == 0 ||
          port > 65'535) {
        return false;
      }
      at += 1 + port_size;
    }
    if (at != stop && (base[at] != ';' || !are_common_parameters(window, at, stop))) {
      return false;
    }
    uri.scheme = UriScheme::sip;
    uri.text = {from, scheme_size + stop};
    uri.scheme_text = {from, scheme_size - 1};
    uri.user = {user_size != 0 ? base : nullptr, user_size};
    uri.host = {base + host_from, host_size};
    uri.port = static_cast<std::uint16_t>(port);
    uri.parameters = {base + at, stop - at};
    cursor.move_to(base + stop);
    return true;
  }
  return false;
}

}  // namespace BATON_PATH
}  // namespace baton::parser
