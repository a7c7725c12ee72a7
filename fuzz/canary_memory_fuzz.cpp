// A target with a planted fault, to show that the fuzzer finds one that only AddressSanitizer sees: the
// octet behind a URI's host is read, as if something always stood there.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "baton/uri.hpp"
#include "fuzz/exact_text.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const baton::fuzz::ExactText text({reinterpret_cast<const char*>(data), size});
  baton::UriView uri;
  if (parse_uri(text.view(), uri) == baton::Errc::ok && uri.scheme == baton::UriScheme::sips) {
    const volatile char* behind = uri.host.data() + uri.host.size();
    (void)*behind;  // the fault
  }
  return 0;
}
