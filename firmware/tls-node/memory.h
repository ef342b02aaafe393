// Memory for requests: nothing is handed out that would leave the network short.
#pragma once

#include "platform.h"

namespace memory {

// What must stay free for the network's own packets, in bytes.
constexpr size_t kReserve = 4096;

// nullptr when the heap cannot give it and keep the reserve.
void* take(size_t bytes);

void give(void* block);

}  // namespace memory
