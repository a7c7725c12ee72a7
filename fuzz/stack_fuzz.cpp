// The whole Stack under a script: three user agents, a network that loses, doubles, reorders, misdirects and
// changes what it carries, applications that command anything at any time and from inside any event, drivers
// that make mistakes. fuzz/stack/steps.hpp says what the octets mean. After every step the contract of each
// agent is checked; in the end, after shutdown, everything has had its outcome and every pool is empty. As
// long as no message was changed both ends must agree as well (outcome table 4).
//
// With BATON_FUZZ_STORY set, the events and the messages' first lines are printed; with "whole", the
// messages.
#include "fuzz/property.hpp"
#include "fuzz/stack/world.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

std::uint64_t play(const std::uint8_t* data, std::size_t size) {
  baton::fuzz::Script script(data, size);
  baton::fuzz::World world(script);
  world.run();
  return world.digest();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::uint64_t first = play(data, size);
  // Rule 7, for some of the inputs: it doubles the cost.
  if (size % 16 == 0)
    baton::fuzz::require(play(data, size) == first, "the same calls give the same octets and events");
  return 0;
}
