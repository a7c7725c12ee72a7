// The sweeps of the portable path, each alone.
#include "tests/parser/scan_places.hpp"

namespace baton::parser {
namespace {

TEST(ScanPortable, EachOctetIsFoundAtEachPlaceOfEachSize) {
  check_each_octet_at_each_place();
}
TEST(ScanPortable, LineFeedsAndControlCharactersAreMarked) {
  check_each_octet_in_a_block();
}
TEST(ScanPortable, NoOctetSpoilsItsNeighbour) {
  check_neighbours_in_a_block();
}

}  // namespace
}  // namespace baton::parser
