#include "tests/device/semihosting.hpp"

#include <array>

namespace baton::device {
namespace {

// Semihosting for AArch32 and AArch64, release 2.0, section 5.
enum class Operation : std::uint32_t {
  write0 = 0x04,
  get_command_line = 0x15,
  exit_extended = 0x20,
};
constexpr std::uint32_t application_exit = 0x20026;

constexpr std::size_t line_bytes = 128;
constexpr std::size_t most_columns = line_bytes - 2;  // the line end and the terminator
constinit std::array<char, line_bytes> line{};
constinit std::size_t columns = 0;

void put(char c) noexcept {
  if (columns < most_columns) {
    line[columns++] = c;
  }
}

std::uint32_t ask(Operation operation, const void* argument) noexcept {
  register std::uint32_t r0 asm("r0") = static_cast<std::uint32_t>(operation);
  register const void* r1 asm("r1") = argument;
  asm volatile("bkpt 0xab" : "+r"(r0) : "r"(r1) : "memory");
  return r0;
}

/// The decimal digits of a number, ending at the end of `digits`.
std::string_view to_digits(std::int64_t number, std::array<char, 20>& digits) noexcept {
  std::size_t at = digits.size();
  std::uint64_t rest =
      number < 0 ? 0 - static_cast<std::uint64_t>(number) : static_cast<std::uint64_t>(number);
  do {
    digits[--at] = static_cast<char>('0' + rest % 10);
    rest /= 10;
  } while (rest != 0);
  if (number < 0) {
    digits[--at] = '-';
  }
  return {digits.data() + at, digits.size() - at};
}

}  // namespace

bool started_with(std::string_view word) noexcept {
  std::array<char, 128> text{};
  struct {
    char* text;
    std::uint32_t size;
  } block{text.data(), text.size()};
  if (ask(Operation::get_command_line, &block) != 0 || block.size >= text.size()) {
    return false;
  }
  std::string_view rest{text.data(), block.size};
  while (!rest.empty()) {
    const std::size_t end = rest.find(' ');
    if (end == std::string_view::npos) {
      return rest == word;
    }
    if (std::string_view{rest.data(), end} == word) {
      return true;
    }
    rest.remove_prefix(end + 1);
  }
  return false;
}

void leave(int status) noexcept {
  const std::uint32_t block[2] = {application_exit, static_cast<std::uint32_t>(status)};
  for (;;) {
    ask(Operation::exit_extended, block);
  }
}

Line::Line() noexcept {
  columns = 0;
}

Line::~Line() {
  line[columns] = '\n';
  line[columns + 1] = '\0';
  ask(Operation::write0, line.data());
}

Line& Line::operator<<(std::string_view text) noexcept {
  for (const char c : text) {
    put(c);
  }
  return *this;
}

Line& Line::operator<<(std::int64_t number) noexcept {
  std::array<char, 20> digits{};
  return *this << to_digits(number, digits);
}

Line& Line::column(std::size_t column) noexcept {
  while (columns < column && columns < most_columns) {
    put(' ');
  }
  return *this;
}

Line& Line::right(std::int64_t number, std::size_t column_of_end) noexcept {
  std::array<char, 20> digits{};
  const std::string_view text = to_digits(number, digits);
  return column(column_of_end > text.size() ? column_of_end - text.size() : 0) << text;
}

}  // namespace baton::device
