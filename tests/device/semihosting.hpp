// What the image may ask of the debugger, or of the emulator that plays one: text out, words of the
// command line, the end.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace baton::device {

/// Whether the image was started with this word among its arguments.
bool started_with(std::string_view word) noexcept;

/// Ends the run with a status that the emulator hands on as its own.
[[noreturn]] void leave(int status) noexcept;

/// One line of output, printed when it goes out of scope; what is too long is cut. One at a time:
/// they share one buffer, which would be dear on the stack.
class Line {
 public:
  Line() noexcept;
  Line(const Line&) = delete;
  Line& operator=(const Line&) = delete;
  ~Line();

  Line& operator<<(std::string_view text) noexcept;
  Line& operator<<(std::int64_t number) noexcept;
  /// Fills up with blanks, so that what follows starts at this column.
  Line& column(std::size_t column) noexcept;
  /// A number that ends at this column.
  Line& right(std::int64_t number, std::size_t column) noexcept;
};

}  // namespace baton::device
