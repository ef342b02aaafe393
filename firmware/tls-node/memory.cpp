#include "memory.h"

extern "C" {
#include "osapi.h"
#include "mem.h"
}

namespace memory {

void* take(size_t bytes) {
  if (ESP.getFreeHeap() < bytes + kReserve) return nullptr;
  return os_malloc(bytes);
}

void give(void* block) {
  if (block != nullptr) os_free(block);
}

}  // namespace memory
