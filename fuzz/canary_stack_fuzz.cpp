// A canary: the target `stack` with a fault planted in what it hears. A hold amid a transfer accepts the
// transfer once more. To find it the fuzzer must put a hold between a REFER and its outcome, which no seed
// does.
#include "fuzz/stack/world.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  baton::fuzz::Script script(data, size);
  baton::fuzz::World world(script, true);
  world.run();
  return 0;
}
