// The values that messages are made of, drawn at random but the same for the same seed everywhere:
// the standard library's distributions are not, so there are none here.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

namespace baton::bench {

/// The parts in a row. Braces draw random parts from left to right; `+` may draw them in any order,
/// and compilers differ.
std::string join(std::initializer_list<std::string_view> parts);

class RandomValues {
 public:
  explicit RandomValues(std::uint64_t seed) : state_(seed) {}

  std::uint64_t next();                                    ///< 64 bits
  std::size_t below(std::size_t bound);                    ///< 0 to `bound` - 1
  std::size_t between(std::size_t low, std::size_t high);  ///< both included
  bool chance(unsigned percent) { return below(100) < percent; }

  template <std::size_t Size>
  std::string_view one_of(const std::array<std::string_view, Size>& choices) {
    return choices[below(Size)];
  }

  std::string letters_and_digits(std::size_t size);  ///< starts with a letter
  std::string hex(std::size_t size);
  std::string digits(std::size_t size);  ///< no leading zero
  std::string number(std::size_t low, std::size_t high);
  std::string uuid();

  std::string user();  ///< the userinfo of a SIP URI: a name, an extension, a number
  std::string host();  ///< a name, an IPv4 address or, now and then, an IPv6 reference
  std::string host_name();
  std::string ipv4();
  std::string ipv6_reference();
  std::string host_port();  ///< with a port or without
  std::string branch();     ///< with its magic cookie, RFC 3261 8.1.1.7
  std::string tag();
  std::string call_id();
  std::string display_name();  ///< with a space behind it, or empty
  std::string product();       ///< of User-Agent and Server
  std::string date();
  /// Some of the words of a comma-separated list, in any order, at least one.
  std::string some_of(std::string_view list, std::string_view separator);

 private:
  std::string drawn_from(std::string_view alphabet, std::size_t size);
  std::string word();

  std::uint64_t state_;
};

}  // namespace baton::bench
