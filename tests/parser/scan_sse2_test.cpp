// The scans of the path "sse2", each alone; all of it together is parser_path_test.cpp's.
#if defined(__x86_64__)

#define BATON_PATH sse2
#define BATON_PATH_SSE2

#include "tests/parser/scan_checks.hpp"

namespace baton::parser {
namespace {

TEST(ScanSse2, WindowsAnswerAsTheTableOfClasses) {
  check_windows();
}
TEST(ScanSse2, SweepsStopWhereTheTableOfClassesSays) {
  check_sweeps();
}
TEST(ScanSse2, LineFeedsAndControlCharactersAreMarked) {
  check_line_masks();
}
TEST(ScanSse2, NamesAreComparedWithoutTheirCase) {
  check_names();
}
TEST(ScanSse2, BitsAreGathered) {
  check_gathered();
}

}  // namespace
}  // namespace baton::parser

#endif
