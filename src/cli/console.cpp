#include "src/cli/console.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <string>

namespace baton::cli {
namespace {

bool wants_colour(ColourChoice choice) {
  if (choice != ColourChoice::automatic) {
    return choice == ColourChoice::always;
  }
  const char* const no_colour = std::getenv("NO_COLOR");
  if (no_colour != nullptr && *no_colour != '\0') {
    return false;
  }
  const char* const terminal = std::getenv("TERM");
  return isatty(STDOUT_FILENO) == 1 && terminal != nullptr && std::string_view(terminal) != "dumb";
}

void write_line(std::FILE* to, std::string_view before, std::string_view text) {
  std::string line(before);
  line += text;
  line += '\n';
  // Nobody is left to tell if this fails.
  static_cast<void>(std::fwrite(line.data(), 1, line.size(), to));
  static_cast<void>(std::fflush(to));
}

}  // namespace

Console::Console(ColourChoice choice) : colour_(wants_colour(choice)) {
  winsize size{};
  if (isatty(STDOUT_FILENO) == 1 && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 &&
      size.ws_col != 0) {
    width_ = size.ws_col;
  }
}

void Console::line(std::string_view text) const {
  write_line(stdout, "", text);
}

void complain(std::string_view text) {
  write_line(stderr, "baton: ", text);
}

}  // namespace baton::cli
