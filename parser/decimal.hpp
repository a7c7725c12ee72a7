// A number as text.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace baton::parser {

/// The decimal digits of a number, in a buffer of its own.
class Decimal {
 public:
  explicit constexpr Decimal(std::uint32_t number) noexcept {
    do {
      digits_[--start_] = static_cast<char>('0' + number % 10);
      number /= 10;
    } while (number != 0);
  }
  constexpr std::string_view text() const noexcept {
    return {digits_.data() + start_, digits_.size() - start_};
  }

 private:
  std::array<char, 10> digits_{};
  std::size_t start_ = digits_.size();
};

}  // namespace baton::parser
