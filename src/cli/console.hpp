// Standard output as the commands use it: whole lines at once, colour only where a person looks.
#pragma once

#include <cstddef>
#include <string_view>

namespace baton::cli {

enum class ColourChoice { automatic, always, never };

class Console {
 public:
  /// `automatic`: colour on a terminal, unless NO_COLOR is set or TERM is "dumb".
  explicit Console(ColourChoice choice);

  bool colour() const noexcept { return colour_; }
  /// Of the terminal, or 136 where there is none: what a ladder of three needs.
  std::size_t width() const noexcept { return width_; }
  /// Writes the line and its end at once, so that a reader behind a pipe sees it as it happens.
  void line(std::string_view text) const;

 private:
  bool colour_ = false;
  std::size_t width_ = 136;
};

/// "baton: ..." on standard error: what is wrong and what to do.
void complain(std::string_view text);

}  // namespace baton::cli
