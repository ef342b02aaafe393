/* Byte and halfword work: copies at every alignment, searches, conversions, a substitution cipher. */
#include "programs.h"

static uint8_t from[300], to[300];

static void copy(uint8_t *target, const uint8_t *source, size_t length)
{
    if ((((uintptr_t)target | (uintptr_t)source) & 3) == 0) {
        for (; length >= 4; length -= 4, target += 4, source += 4) {
            *(uint32_t *)target = *(const uint32_t *)source;
        }
    }
    while (length--) {
        *target++ = *source++;
    }
}

static size_t length_of(const char *text)
{
    const char *end = text;
    while (*end) {
        end++;
    }
    return end - text;
}

static int compare(const char *left, const char *right)
{
    while (*left && *left == *right) {
        left++;
        right++;
    }
    return (uint8_t)*left - (uint8_t)*right;
}

static uint32_t hash(const uint8_t *bytes, size_t length)
{
    uint32_t hash = 2166136261u;
    while (length--) {
        hash = (hash ^ *bytes++) * 16777619u;
    }
    return hash;
}

static unsigned decimal(int32_t number, char *out)
{
    static const uint32_t powers[] = {1000000000, 100000000, 10000000, 1000000, 100000, 10000, 1000, 100, 10, 1};
    uint32_t rest = number < 0 ? -(uint32_t)number : (uint32_t)number;
    unsigned at = 0, started = 0;
    if (number < 0) {
        out[at++] = '-';
    }
    for (int i = 0; i < 10; i++) {
        char digit = '0';
        while (rest >= powers[i]) {
            rest -= powers[i];
            digit++;
        }
        if (digit != '0' || started || i == 9) {
            started = 1;
            out[at++] = digit;
        }
    }
    out[at] = 0;
    return at;
}

void text(void)
{
    static const char *const words[] = {"", "a", "ab", "abc", "abd", "\xff", "ESP8266", "ESP8266 "};
    for (int i = 0; i < 300; i++) {
        from[i] = (uint8_t)next_random();
    }
    for (int shift = 0; shift < 8; shift++) {
        copy(to + shift, from + (shift * 3 & 7), 256 + shift);
        put(hash(to, sizeof to));
    }
    for (int i = 0; i < 8; i++) {
        put((uint32_t)length_of(words[i]));
        for (int j = 0; j < 8; j++) {
            put((uint32_t)compare(words[i], words[j]));
        }
    }
    for (int i = 0; i < 40; i++) {
        char out[16];
        unsigned length = decimal((int32_t)next_random() >> (i & 31), out);
        put(hash((const uint8_t *)out, length));
    }
    int16_t halves[32];
    for (int i = 0; i < 32; i++) {
        halves[i] = (int16_t)(next_random() >> 11);
        put((uint32_t)(halves[i] * (int16_t)from[i] >> 3));
    }
}
