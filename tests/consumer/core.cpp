// The smallest program on the core alone: no exceptions, no RTTI, no Asio.
#include <cstdio>

#include "baton/result.hpp"

int main() {
  const baton::Result<int> result = 7;
  std::printf("consumer: %d\n", result.value());
  return result ? 0 : 1;
}
