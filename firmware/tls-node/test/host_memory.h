// The host's stand-in for memory.cpp: a limit to fail by, and a count of what is out.
#pragma once

#include <stddef.h>

namespace host_memory {
extern size_t limit;
extern size_t blocks;
}  // namespace host_memory
