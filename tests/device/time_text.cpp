#include "tests/device/time_text.hpp"

namespace baton::device {

void start_line(Line& line, Time now, std::string_view who) noexcept {
  const std::int64_t ms = now.us / 1000;
  line.right(ms / 1000, 7) << "." << ms / 100 % 10 << ms / 10 % 10 << ms % 10;
  line.column(13) << who;
  line.column(19);
}

}  // namespace baton::device
