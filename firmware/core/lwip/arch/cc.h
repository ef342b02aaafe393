// lwIP's view of the compiler.
#pragma once
#include <stdint.h>
#include <stdlib.h>
#include <sys/time.h>

#define LWIP_TIMEVAL_PRIVATE 0
#define LWIP_NO_UNISTD_H 1
#define LWIP_PLATFORM_DIAG(x)
#define LWIP_PLATFORM_ASSERT(x) abort()

// Frames are received and built two bytes off a word boundary (ETH_PAD_SIZE), so every header field is
// aligned and no structure has holes: packing would only turn word accesses into byte accesses.
#define PACK_STRUCT_BEGIN
#define PACK_STRUCT_STRUCT
#define PACK_STRUCT_END
#define PACK_STRUCT_FIELD(x) x

#ifdef __cplusplus
extern "C" {
#endif
unsigned long espalier_random(void);
void wall_clock_set(uint32_t seconds, uint32_t microseconds);
#ifdef __cplusplus
}
#endif
#define LWIP_RAND() ((uint32_t)espalier_random())
