#include <stddef.h>
#include <stdint.h>

void put(uint32_t value);
uint32_t next_random(void);
