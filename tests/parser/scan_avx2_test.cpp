// The scans of the path "avx2", each alone.
#if defined(__x86_64__)

#define BATON_PATH avx2
#define BATON_PATH_AVX2

#include <gtest/gtest.h>
#include <immintrin.h>

#include <array>
#include <bit>
#include <cstdint>

#include "parser/nibble_table.hpp"
#include "parser/path.hpp"

#if defined(__clang__)
#pragma clang attribute push(__attribute__((target("avx2,bmi,bmi2,popcnt,lzcnt"))), apply_to = function)
#else
#pragma GCC push_options
#pragma GCC target("avx2,bmi,bmi2,popcnt,lzcnt")
#endif

#include "parser/scan.hpp"

#if defined(__clang__)
#pragma clang attribute pop
#else
#pragma GCC pop_options
#endif

// The tests themselves are compiled for every machine: they ask first.
#include "tests/parser/scan_checks.hpp"
#include "tests/parser/scan_places.hpp"

namespace baton::parser {
namespace {

class ScanAvx2 : public testing::Test {
 protected:
  void SetUp() override {
    if (!has_parser_path(ParserPath::avx2)) GTEST_SKIP() << "this machine cannot run the path avx2";
  }
};

TEST_F(ScanAvx2, WindowsAnswerAsTheTableOfClasses) {
  check_windows();
}
TEST_F(ScanAvx2, SweepsStopWhereTheTableOfClassesSays) {
  check_sweeps();
}
TEST_F(ScanAvx2, EachOctetIsFoundAtEachPlaceOfEachSize) {
  check_each_octet_at_each_place();
}
TEST_F(ScanAvx2, LineFeedsAndControlCharactersAreMarked) {
  check_line_masks();
  check_each_octet_in_a_block();
}
TEST_F(ScanAvx2, NoOctetSpoilsItsNeighbour) {
  check_neighbours_in_a_block();
}
TEST_F(ScanAvx2, NamesAreComparedWithoutTheirCase) {
  check_names();
}
TEST_F(ScanAvx2, BitsAreGathered) {
  check_gathered();
}

}  // namespace
}  // namespace baton::parser

#endif
