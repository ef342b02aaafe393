/*
 * IEEE 754 single and double arithmetic, round to nearest even, subnormals and infinities exact.
 * Functions take and give bit patterns; the call ABI passes floats in integer registers.
 */
#include "rom.h"

typedef uint32_t f32;
typedef uint64_t f64;

#define F32_SIGN 0x80000000u
#define F32_INF 0x7F800000u
#define F32_NAN 0x7FC00000u
#define F64_SIGN 0x8000000000000000ull
#define F64_INF 0x7FF0000000000000ull
#define F64_NAN 0x7FF8000000000000ull

static inline bool f32_is_nan(f32 a) { return (a & ~F32_SIGN) > F32_INF; }
static inline bool f64_is_nan(f64 a) { return (a & ~F64_SIGN) > F64_INF; }

static int zeros64(uint64_t a)
{
    return a >> 32 ? __builtin_clz(a >> 32) : (uint32_t)a ? 32 + __builtin_clz((uint32_t)a) : 64;
}

/* Shifts right; what falls out is remembered in bit 0. */
static uint32_t shift_sticky32(uint32_t a, int count)
{
    if (count > 31) {
        return a != 0;
    }
    return a >> count | ((a & ((1u << count) - 1)) != 0);
}

static uint64_t shift_sticky64(uint64_t a, int count)
{
    if (count > 63) {
        return a != 0;
    }
    return a >> count | ((a & ((1ull << count) - 1)) != 0);
}

/*
 * A number under work: value = significand * 2^(exponent - bias) with the leading one at bit 30
 * (single) or 62 (double); the low seven or ten bits are guard bits.
 */
struct parts32 {
    f32 sign;
    int exponent;
    uint32_t significand;
};

struct parts64 {
    f64 sign;
    int exponent;
    uint64_t significand;
};

/* Unpacks a finite number; zero has significand 0. */
static struct parts32 unpack32(f32 a)
{
    struct parts32 p = { a & F32_SIGN, (a >> 23) & 0xFF, a & 0x7FFFFF };
    if (p.exponent) {
        p.significand = (p.significand | 0x800000) << 7;
    } else if (p.significand) {
        int shift = __builtin_clz(p.significand) - 1;
        p.significand <<= shift;
        p.exponent = 1 + 7 - shift;
    }
    return p;
}

static struct parts64 unpack64(f64 a)
{
    struct parts64 p = { a & F64_SIGN, (a >> 52) & 0x7FF, a & 0xFFFFFFFFFFFFFull };
    if (p.exponent) {
        p.significand = (p.significand | 0x10000000000000ull) << 10;
    } else if (p.significand) {
        int shift = zeros64(p.significand) - 1;
        p.significand <<= shift;
        p.exponent = 1 + 10 - shift;
    }
    return p;
}

/* Rounds and packs; the significand's leading one may be anywhere up to bit 31. */
static f32 pack32(f32 sign, int exponent, uint32_t significand)
{
    if (significand == 0) {
        return sign;
    }
    int zeros = __builtin_clz(significand);
    if (zeros == 0) {
        significand = shift_sticky32(significand, 1);
        exponent++;
    } else {
        significand <<= zeros - 1;
        exponent -= zeros - 1;
    }
    if (exponent >= 0xFF) {
        return sign | F32_INF;
    }
    if (exponent <= 0) {
        significand = shift_sticky32(significand, 1 - exponent);
        exponent = 0;
    }
    uint32_t guard = significand & 0x7F;
    uint32_t kept = significand >> 7;
    kept += guard > 0x40 || (guard == 0x40 && (kept & 1));
    if (exponent == 0) {
        return sign | kept;
    }
    return sign | (((uint32_t)(exponent - 1) << 23) + kept);
}

static f64 pack64(f64 sign, int exponent, uint64_t significand)
{
    if (significand == 0) {
        return sign;
    }
    int zeros = zeros64(significand);
    if (zeros == 0) {
        significand = shift_sticky64(significand, 1);
        exponent++;
    } else {
        significand <<= zeros - 1;
        exponent -= zeros - 1;
    }
    if (exponent >= 0x7FF) {
        return sign | F64_INF;
    }
    if (exponent <= 0) {
        significand = shift_sticky64(significand, 1 - exponent);
        exponent = 0;
    }
    uint32_t guard = significand & 0x3FF;
    uint64_t kept = significand >> 10;
    kept += guard > 0x200 || (guard == 0x200 && (kept & 1));
    if (exponent == 0) {
        return sign | kept;
    }
    return sign | (((uint64_t)(exponent - 1) << 52) + kept);
}

f32 __addsf3(f32 a, f32 b)
{
    f32 x = a & ~F32_SIGN, y = b & ~F32_SIGN;
    if (x > F32_INF || y > F32_INF || (x == F32_INF && y == F32_INF && a != b)) {
        return F32_NAN;
    }
    if (x == F32_INF || y == F32_INF) {
        return x == F32_INF ? a : b;
    }
    if (x < y) {
        f32 swap = a;
        a = b;
        b = swap;
    }
    struct parts32 p = unpack32(a), q = unpack32(b);
    if (q.significand == 0) {
        return p.significand ? a : a & b;
    }
    q.significand = shift_sticky32(q.significand, p.exponent - q.exponent);
    if (p.sign == q.sign) {
        return pack32(p.sign, p.exponent, p.significand + q.significand);
    }
    p.significand -= q.significand;
    return p.significand ? pack32(p.sign, p.exponent, p.significand) : 0;
}

f32 __subsf3(f32 a, f32 b)
{
    return f32_is_nan(b) ? F32_NAN : __addsf3(a, b ^ F32_SIGN);
}

f64 __adddf3(f64 a, f64 b)
{
    f64 x = a & ~F64_SIGN, y = b & ~F64_SIGN;
    if (x > F64_INF || y > F64_INF || (x == F64_INF && y == F64_INF && a != b)) {
        return F64_NAN;
    }
    if (x == F64_INF || y == F64_INF) {
        return x == F64_INF ? a : b;
    }
    if (x < y) {
        f64 swap = a;
        a = b;
        b = swap;
    }
    struct parts64 p = unpack64(a), q = unpack64(b);
    if (q.significand == 0) {
        return p.significand ? a : a & b;
    }
    q.significand = shift_sticky64(q.significand, p.exponent - q.exponent);
    if (p.sign == q.sign) {
        return pack64(p.sign, p.exponent, p.significand + q.significand);
    }
    p.significand -= q.significand;
    return p.significand ? pack64(p.sign, p.exponent, p.significand) : 0;
}

f64 __subdf3(f64 a, f64 b)
{
    return f64_is_nan(b) ? F64_NAN : __adddf3(a, b ^ F64_SIGN);
}

f32 __mulsf3(f32 a, f32 b)
{
    f32 x = a & ~F32_SIGN, y = b & ~F32_SIGN, sign = (a ^ b) & F32_SIGN;
    if (x > F32_INF || y > F32_INF || (x == F32_INF && y == 0) || (y == F32_INF && x == 0)) {
        return F32_NAN;
    }
    if (x == F32_INF || y == F32_INF) {
        return sign | F32_INF;
    }
    struct parts32 p = unpack32(a), q = unpack32(b);
    uint64_t product = (uint64_t)p.significand * q.significand;
    uint32_t high = product >> 32;
    uint32_t low = product;
    uint32_t significand = high << 2 | low >> 30;
    significand |= (low & 0x3FFFFFFF) != 0;
    return pack32(sign, p.exponent + q.exponent - 127, significand);
}

f64 __muldf3(f64 a, f64 b)
{
    f64 x = a & ~F64_SIGN, y = b & ~F64_SIGN, sign = (a ^ b) & F64_SIGN;
    if (x > F64_INF || y > F64_INF || (x == F64_INF && y == 0) || (y == F64_INF && x == 0)) {
        return F64_NAN;
    }
    if (x == F64_INF || y == F64_INF) {
        return sign | F64_INF;
    }
    struct parts64 p = unpack64(a), q = unpack64(b);
    uint32_t p1 = p.significand >> 32, p0 = p.significand;
    uint32_t q1 = q.significand >> 32, q0 = q.significand;
    uint64_t low = (uint64_t)p0 * q0;
    uint64_t middle = (uint64_t)p1 * q0 + (low >> 32);
    uint64_t carry = middle >> 32;
    middle = (uint64_t)p0 * q1 + (uint32_t)middle;
    uint64_t high = (uint64_t)p1 * q1 + carry + (middle >> 32);
    uint64_t rest = middle << 32 | (uint32_t)low;
    uint64_t significand = high << 2 | rest >> 62;
    significand |= (rest << 2) != 0;
    return pack64(sign, p.exponent + q.exponent - 1023, significand);
}

f64 __divdf3(f64 a, f64 b)
{
    f64 x = a & ~F64_SIGN, y = b & ~F64_SIGN, sign = (a ^ b) & F64_SIGN;
    if (x > F64_INF || y > F64_INF || (x == y && (x == 0 || x == F64_INF))) {
        return F64_NAN;
    }
    if (x == F64_INF || y == 0) {
        return sign | F64_INF;
    }
    if (y == F64_INF || x == 0) {
        return sign;
    }
    struct parts64 p = unpack64(a), q = unpack64(b);
    int exponent = p.exponent - q.exponent + 1023;
    uint64_t remainder = p.significand;
    uint64_t divisor = q.significand;
    if (remainder < divisor) {
        remainder <<= 1;
        exponent--;
    }
    uint64_t quotient = 0;
    for (int i = 0; i < 63; i++) {
        quotient <<= 1;
        if (remainder >= divisor) {
            remainder -= divisor;
            quotient |= 1;
        }
        remainder <<= 1;
    }
    return pack64(sign, exponent, quotient | (remainder != 0));
}

f64 __extendsfdf2(f32 a)
{
    f64 sign = (f64)(a & F32_SIGN) << 32;
    f32 x = a & ~F32_SIGN;
    if (x > F32_INF) {
        return sign | F64_NAN | (f64)(a & 0x7FFFFF) << 29;
    }
    if (x == F32_INF) {
        return sign | F64_INF;
    }
    struct parts32 p = unpack32(a);
    return pack64(sign, p.exponent - 127 + 1023, (uint64_t)p.significand << 32);
}

f32 __truncdfsf2(f64 a)
{
    f32 sign = (a >> 32) & F32_SIGN;
    f64 x = a & ~F64_SIGN;
    if (x > F64_INF) {
        return sign | F32_NAN | ((a >> 29) & 0x3FFFFF);
    }
    if (x == F64_INF) {
        return sign | F32_INF;
    }
    struct parts64 p = unpack64(a);
    return pack32(sign, p.exponent - 1023 + 127, shift_sticky64(p.significand, 32));
}

f32 __floatunsisf(uint32_t a)
{
    return pack32(0, 127 + 30, a);
}

f32 __floatsisf(int32_t a)
{
    return pack32(a & F32_SIGN, 127 + 30, a < 0 ? -(uint32_t)a : (uint32_t)a);
}

f64 __floatunsidf(uint32_t a)
{
    return pack64(0, 1023 + 62, a);
}

f64 __floatsidf(int32_t a)
{
    return pack64(a < 0 ? F64_SIGN : 0, 1023 + 62, a < 0 ? -(uint32_t)a : (uint32_t)a);
}

/* Conversions to integer truncate; what does not fit gives the nearest end of the range. */
uint32_t __fixunssfsi(f32 a)
{
    int exponent = (int)(a >> 23 & 0xFF) - 127;
    if ((a & F32_SIGN) || exponent < 0) {
        return 0;
    }
    if (exponent > 31) {
        return 0xFFFFFFFF;
    }
    return ((a & 0x7FFFFF) | 0x800000) << 8 >> (31 - exponent);
}

static uint32_t magnitude(f64 a, int exponent)
{
    uint32_t top = (uint32_t)(a >> 21) | F32_SIGN;
    return top >> (31 - exponent);
}

uint32_t __fixunsdfsi(f64 a)
{
    int exponent = (int)(a >> 52 & 0x7FF) - 1023;
    if ((a & F64_SIGN) || exponent < 0) {
        return 0;
    }
    return exponent > 31 ? 0xFFFFFFFF : magnitude(a, exponent);
}

int32_t __fixdfsi(f64 a)
{
    int exponent = (int)(a >> 52 & 0x7FF) - 1023;
    if (exponent < 0) {
        return 0;
    }
    if (exponent > 30) {
        return a & F64_SIGN ? INT32_MIN : INT32_MAX;
    }
    int32_t value = magnitude(a, exponent);
    return a & F64_SIGN ? -value : value;
}
