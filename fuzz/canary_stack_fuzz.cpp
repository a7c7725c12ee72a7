// A canary: the target `stack` with a fault planted in what it hears. To hold or resume a call amid a transfer accepts
// the transfer once more. To find it the fuzzer must put that between a REFER and its outcome.
#include "fuzz/stack/world.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  baton::fuzz::Script script(data, size);
  baton::fuzz::World world(script, true);
  world.run();
  return 0;
}
