/* Single precision in software: unpack, add and multiply, round to nearest even; no special values. */
#include "programs.h"

static uint32_t pack(uint32_t sign, int exponent, uint32_t significand)
{
    /* significand: 1.23 bits at bit 30, the lowest seven are the rest */
    uint32_t rest = significand & 0x7F;
    significand >>= 7;
    if (rest > 0x40 || (rest == 0x40 && (significand & 1))) {
        significand++;
    }
    if (significand >> 24) {
        significand >>= 1;
        exponent++;
    }
    return exponent <= 0 ? sign : exponent >= 255 ? sign | 0x7F800000 : sign | (uint32_t)exponent << 23 | (significand & 0x7FFFFF);
}

static uint32_t multiply(uint32_t a, uint32_t b)
{
    uint32_t sign = (a ^ b) & 0x80000000, x = (a & 0x7FFFFF) | 0x800000, y = (b & 0x7FFFFF) | 0x800000;
    int exponent = (int)(a >> 23 & 0xFF) + (int)(b >> 23 & 0xFF) - 127;
    uint32_t xl = x & 0xFFF, xh = x >> 12, yl = y & 0xFFF, yh = y >> 12;
    uint32_t low = xl * yl, middle = xh * yl + xl * yh + (low >> 12);
    uint32_t high = xh * yh + (middle >> 12), sticky = ((low | middle) & 0xFFF) != 0;
    uint32_t significand = high << 8 | (middle >> 4 & 0xFF) | sticky;
    if (significand >> 31) {
        significand = significand >> 1 | (significand & 1);
        exponent++;
    }
    return pack(sign, exponent, significand);
}

static uint32_t add(uint32_t a, uint32_t b)
{
    if ((a & 0x7FFFFFFF) < (b & 0x7FFFFFFF)) {
        uint32_t swap = a;
        a = b;
        b = swap;
    }
    int exponent = a >> 23 & 0xFF, distance = exponent - (int)(b >> 23 & 0xFF);
    uint32_t x = ((a & 0x7FFFFF) | 0x800000) << 7, y = ((b & 0x7FFFFF) | 0x800000) << 7;
    y = distance > 31 ? 1 : y >> distance | ((y & ((1u << distance) - 1)) != 0);
    uint32_t sum = (a ^ b) >> 31 ? x - y : x + y;
    if (sum == 0) {
        return 0;
    }
    if (sum >> 31) {
        sum = sum >> 1 | (sum & 1);
        exponent++;
    }
    int up = __builtin_clz(sum) - 1;
    return pack(a & 0x80000000, exponent - up, sum << up);
}

static uint32_t random_float(void)
{
    return (next_random() & 0x807FFFFF) | (100 + (next_random() & 63)) << 23;
}

void floats(void)
{
    uint32_t sum = 0x3F800000;
    for (int i = 0; i < 200; i++) {
        uint32_t a = random_float(), b = random_float();
        put(a);
        put(b);
        put(multiply(a, b));
        put(add(a, b));
        sum = add(multiply(sum, 0x3F7FF000), a);
        put(sum);
    }
}
