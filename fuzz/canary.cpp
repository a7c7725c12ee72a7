// A target with a fault, to show that the replaying main finds one: it dies on input that begins with
// "canary", and reads one byte past the end of every other (which AddressSanitizer must see).
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size >= 6 && std::memcmp(data, "canary", 6) == 0) {
    std::abort();
  }
  const volatile std::uint8_t* end = data + size;
  return *end == 0 ? 0 : 0;
}
