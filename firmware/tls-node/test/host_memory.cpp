#include "../memory.h"

#include <stdlib.h>

#include "host_memory.h"

namespace host_memory {
size_t limit = static_cast<size_t>(-1);
size_t blocks = 0;
}  // namespace host_memory

namespace memory {

void* take(size_t bytes) {
  if (bytes > host_memory::limit) return nullptr;
  ++host_memory::blocks;
  return malloc(bytes);
}

void give(void* block) {
  if (block == nullptr) return;
  --host_memory::blocks;
  free(block);
}

}  // namespace memory
