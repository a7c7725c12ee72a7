// The scans of the path "neon", each alone; all of it together is parser_path_test.cpp's.
#if defined(__aarch64__)

#define BATON_PATH neon
#define BATON_PATH_NEON

#include "tests/parser/scan_checks.hpp"

namespace baton::parser {
namespace {

TEST(ScanNeon, WindowsAnswerAsTheTableOfClasses) {
  check_windows();
}
TEST(ScanNeon, SweepsStopWhereTheTableOfClassesSays) {
  check_sweeps();
}
TEST(ScanNeon, LineFeedsAndControlCharactersAreMarked) {
  check_line_masks();
}
TEST(ScanNeon, NamesAreComparedWithoutTheirCase) {
  check_names();
}
TEST(ScanNeon, BitsAreGathered) {
  check_gathered();
}

}  // namespace
}  // namespace baton::parser

#endif
