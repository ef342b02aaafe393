/* 64-bit arithmetic out of 32-bit instructions, with the multiplication and division written out. */
#include "programs.h"

static void put64(uint64_t value)
{
    put((uint32_t)value);
    put((uint32_t)(value >> 32));
}

static uint64_t random64(void)
{
    uint64_t high = next_random();
    return (high << 32 | next_random()) >> (next_random() & 63);
}

static uint64_t product(uint32_t a, uint32_t b)
{
    uint32_t al = a & 0xFFFF, ah = a >> 16, bl = b & 0xFFFF, bh = b >> 16;
    uint32_t low = al * bl, cross = ah * bl + (low >> 16), other = al * bh + (cross & 0xFFFF);
    return (uint64_t)(ah * bh + (cross >> 16) + (other >> 16)) << 32 | other << 16 | (low & 0xFFFF);
}

static uint64_t product64(uint64_t a, uint64_t b)
{
    uint32_t high = (uint32_t)(a >> 32) * (uint32_t)b + (uint32_t)a * (uint32_t)(b >> 32);
    return product((uint32_t)a, (uint32_t)b) + ((uint64_t)high << 32);
}

static uint64_t quotient(uint64_t dividend, uint64_t divisor, uint64_t *rest)
{
    uint64_t result = 0, left = 0;
    for (int bit = 63; bit >= 0; bit--) {
        left = left << 1 | (dividend >> bit & 1);
        if (left >= divisor) {
            left -= divisor;
            result |= (uint64_t)1 << bit;
        }
    }
    *rest = left;
    return result;
}

void integers64(void)
{
    for (int i = 0; i < 60; i++) {
        uint64_t a = random64(), b = random64(), rest;
        put64(a + b);
        put64(a - b);
        put64(product64(a, b));
        put64(quotient(a, b | 1, &rest));
        put64(rest);
        put64((uint64_t)((int64_t)a >> (i & 63)));
        put64(a << (i & 63));
        put((int64_t)a < (int64_t)b);
        put(a < b);
        put(a >> 32 ? 64 - (uint32_t)__builtin_clz((uint32_t)(a >> 32)) : a ? 32 - (uint32_t)__builtin_clz((uint32_t)a) : 0);
    }
}
