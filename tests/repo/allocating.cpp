// What the core must not be: its symbols show the allocation.
#include <cstdlib>

void* allocating(unsigned size);
void* allocating(unsigned size) {
  return std::malloc(size);
}
