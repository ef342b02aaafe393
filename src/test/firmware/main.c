/* What a compiler makes of ordinary programs, run on two cores: every result goes into one array. */
#include <stdint.h>
#include <stddef.h>

#define RESULTS 4096

uint32_t results[RESULTS] __attribute__((section(".results")));
static unsigned count;

void put(uint32_t value)
{
    if (count < RESULTS) {
        results[count++] = value;
    }
}

static uint32_t seed = 12345;

uint32_t next_random(void)
{
    seed = seed * 1664525u + 1013904223u;
    return seed ^ seed >> 15;
}

void lists_and_matrices(void);
void text(void);
void integers64(void);
void floats(void);

int main(void)
{
    lists_and_matrices();
    text();
    integers64();
    floats();
    put(count);
    return 0;
}
