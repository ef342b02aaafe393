/* 64-bit multiplication and division. */
#include "rom.h"

typedef union {
    uint64_t whole;
    struct {
        uint32_t low, high;
    } part;
} dword;

uint64_t __ashldi3(uint64_t value, int count)
{
    dword d = { value };
    if (count >= 32) {
        d.part.high = d.part.low << (count - 32);
        d.part.low = 0;
    } else if (count) {
        d.part.high = d.part.high << count | d.part.low >> (32 - count);
        d.part.low <<= count;
    }
    return d.whole;
}

uint64_t __lshrdi3(uint64_t value, int count)
{
    dword d = { value };
    if (count >= 32) {
        d.part.low = d.part.high >> (count - 32);
        d.part.high = 0;
    } else if (count) {
        d.part.low = d.part.low >> count | d.part.high << (32 - count);
        d.part.high >>= count;
    }
    return d.whole;
}

uint64_t __umulsidi3(uint32_t a, uint32_t b)
{
    uint32_t a0 = a & 0xFFFF, a1 = a >> 16;
    uint32_t b0 = b & 0xFFFF, b1 = b >> 16;
    uint32_t low = a0 * b0;
    uint32_t middle = a1 * b0 + (low >> 16);
    uint32_t carry = middle >> 16;
    middle = a0 * b1 + (middle & 0xFFFF);
    dword product = { .part = { a * b, a1 * b1 + carry + (middle >> 16) } };
    return product.whole;
}

uint64_t __muldi3(uint64_t a, uint64_t b)
{
    dword x = { a }, y = { b };
    dword product = { __umulsidi3(x.part.low, y.part.low) };
    product.part.high += x.part.low * y.part.high + x.part.high * y.part.low;
    return product.whole;
}

static int leading_zeros(uint64_t value)
{
    dword d = { value };
    return d.part.high ? __builtin_clz(d.part.high) : d.part.low ? 32 + __builtin_clz(d.part.low) : 64;
}

struct division {
    uint64_t quotient;
    uint64_t remainder;
};

/* Division by zero executes ILL, as the 32-bit divisions do. */
static inline struct division divide(uint64_t dividend, uint64_t divisor)
{
    if (divisor == 0) {
        __asm__ volatile("ill");
    }
    if (!(dividend >> 32) && !(divisor >> 32)) {
        uint32_t quotient = (uint32_t)dividend / (uint32_t)divisor;
        return (struct division){ quotient, (uint32_t)dividend - quotient * (uint32_t)divisor };
    }
    int steps = leading_zeros(divisor) - leading_zeros(dividend);
    uint64_t quotient = 0;
    if (steps < 0) {
        return (struct division){ 0, dividend };
    }
    for (divisor <<= steps; steps >= 0; steps--, divisor >>= 1) {
        quotient <<= 1;
        if (dividend >= divisor) {
            dividend -= divisor;
            quotient |= 1;
        }
    }
    return (struct division){ quotient, dividend };
}

uint64_t __udivdi3(uint64_t dividend, uint64_t divisor)
{
    return divide(dividend, divisor).quotient;
}

uint64_t __umoddi3(uint64_t dividend, uint64_t divisor)
{
    return divide(dividend, divisor).remainder;
}

int64_t __divdi3(int64_t dividend, int64_t divisor)
{
    uint64_t a = dividend < 0 ? -(uint64_t)dividend : (uint64_t)dividend;
    uint64_t b = divisor < 0 ? -(uint64_t)divisor : (uint64_t)divisor;
    uint64_t quotient = divide(a, b).quotient;
    return (dividend ^ divisor) < 0 ? -quotient : quotient;
}
