/*
 * Memory and string functions. Sources may lie in flash or ROM, where only whole words can be read,
 * so every read is an aligned word load. Destinations are written by bytes only where they must be.
 * Functions that end in _body are entered through entries.S.
 */
#include "rom.h"

#define WORD_MASK 3u
#define ONES 0x01010101u
#define HIGHS 0x80808080u

/* Non-zero when a byte of the word is zero. */
static inline uint32_t has_zero(uint32_t word)
{
    return (word - ONES) & ~word & HIGHS;
}

static inline uint32_t aligned(const void *address)
{
    return ((uintptr_t)address & WORD_MASK) == 0;
}

void *memcpy_body(void *to, const void *from, size_t count);

void *memcpy_body(void *to, const void *from, size_t count)
{
    uint8_t *target = to;
    uintptr_t source = (uintptr_t)from;
    for (; count && !aligned(target); count--) {
        *target++ = byte_at((void *)source++);
    }
    uint32_t shift = (source & WORD_MASK) * 8;
    any_word *words = (any_word *)target;
    const any_word *next = (const any_word *)(source & ~WORD_MASK);
    if (shift == 0) {
        for (; count >= 16; count -= 16, words += 4, next += 4) {
            uint32_t a = next[0], b = next[1], c = next[2], d = next[3];
            words[0] = a;
            words[1] = b;
            words[2] = c;
            words[3] = d;
        }
        for (; count >= 4; count -= 4) {
            *words++ = *next++;
        }
    } else if (count >= 4) {
        uint32_t low = *next++;
        for (; count >= 4; count -= 4) {
            uint32_t high = *next++;
            *words++ = low >> shift | high << (32 - shift);
            low = high;
        }
        next--;
    }
    target = (uint8_t *)words;
    source = (uintptr_t)next + shift / 8;
    while (count--) {
        *target++ = byte_at((void *)source++);
    }
    return to;
}

void *memmove(void *to, const void *from, size_t count)
{
    uintptr_t target = (uintptr_t)to;
    uintptr_t source = (uintptr_t)from;
    if (target - source >= count) {
        return memcpy(to, from, count);
    }
    uint8_t *end = (uint8_t *)to + count;
    const uint8_t *last = (const uint8_t *)from + count;
    while (count && !aligned(end)) {
        *--end = byte_at(--last);
        count--;
    }
    if (aligned(last)) {
        for (; count >= 4; count -= 4) {
            end -= 4;
            last -= 4;
            *(any_word *)end = *(const any_word *)last;
        }
    }
    while (count--) {
        *--end = byte_at(--last);
    }
    return to;
}

int memcmp_body(const void *left, const void *right, size_t count);

int memcmp_body(const void *left, const void *right, size_t count)
{
    const uint8_t *a = left;
    const uint8_t *b = right;
    if (aligned(a) && aligned(b)) {
        while (count >= 4 && *(const any_word *)a == *(const any_word *)b) {
            a += 4;
            b += 4;
            count -= 4;
        }
    }
    for (; count; count--, a++, b++) {
        int difference = byte_at(a) - byte_at(b);
        if (difference) {
            return difference;
        }
    }
    return 0;
}

void bzero(void *to, size_t count)
{
    memset(to, 0, count);
}

size_t strlen_body(const char *text);

size_t strlen_body(const char *text)
{
    const char *at = text;
    while (!aligned(at)) {
        if (byte_at(at) == 0) {
            return at - text;
        }
        at++;
    }
    while (!has_zero(*(const any_word *)at)) {
        at += 4;
    }
    while (byte_at(at)) {
        at++;
    }
    return at - text;
}

char *strcpy_body(char *to, const char *from);

char *strcpy_body(char *to, const char *from)
{
    char *target = to;
    if (aligned(target) && aligned(from)) {
        uint32_t word;
        while (!has_zero(word = *(const any_word *)from)) {
            *(any_word *)target = word;
            target += 4;
            from += 4;
        }
    }
    while ((*target++ = byte_at(from++))) {
    }
    return to;
}

char *strncpy_body(char *to, const char *from, size_t count);

char *strncpy_body(char *to, const char *from, size_t count)
{
    size_t i = 0;
    for (char c; i < count && (c = byte_at(from + i)); i++) {
        to[i] = c;
    }
    for (; i < count; i++) {
        to[i] = 0;
    }
    return to;
}

int strcmp(const char *left, const char *right)
{
    if (aligned(left) && aligned(right)) {
        uint32_t word;
        while ((word = *(const any_word *)left) == *(const any_word *)right) {
            if (has_zero(word)) {
                return 0;
            }
            left += 4;
            right += 4;
        }
    }
    for (;;) {
        int a = byte_at(left++);
        int b = byte_at(right++);
        if (a != b || a == 0) {
            return a - b;
        }
    }
}

int strncmp_body(const char *left, const char *right, size_t count);

int strncmp_body(const char *left, const char *right, size_t count)
{
    for (; count; count--) {
        int a = byte_at(left++);
        int b = byte_at(right++);
        if (a != b || a == 0) {
            return a - b;
        }
    }
    return 0;
}

char *strstr(const char *text, const char *wanted)
{
    size_t length = strlen(wanted);
    for (;; text++) {
        if (strncmp(text, wanted, length) == 0) {
            return (char *)text;
        }
        if (byte_at(text) == 0) {
            return NULL;
        }
    }
}

void *ets_memset(void *to, int byte, size_t count)
{
    return memset(to, byte, count);
}

void *ets_memcpy(void *to, const void *from, size_t count)
{
    return memcpy(to, from, count);
}

void *ets_memmove(void *to, const void *from, size_t count)
{
    return memmove(to, from, count);
}

int ets_memcmp(const void *left, const void *right, size_t count)
{
    return memcmp(left, right, count);
}

void ets_bzero(void *to, size_t count)
{
    bzero(to, count);
}

size_t ets_strlen(const char *text)
{
    return strlen(text);
}

char *ets_strcpy(char *to, const char *from)
{
    return strcpy(to, from);
}

char *ets_strncpy(char *to, const char *from, size_t count)
{
    return strncpy(to, from, count);
}

int ets_strcmp(const char *left, const char *right)
{
    return strcmp(left, right);
}

int ets_strncmp(const char *left, const char *right, size_t count)
{
    return strncmp(left, right, count);
}

char *ets_strstr(const char *text, const char *wanted)
{
    return strstr(text, wanted);
}

/* Value of a hexadecimal digit in *digit, in place; 0 when it is one. */
int ets_char2xdigit(char *digit)
{
    uint32_t c = (uint8_t)*digit;
    uint32_t letter = (c | 0x20) - 'a';
    if (c - '0' < 10) {
        *digit = c - '0';
    } else if (letter < 6) {
        *digit = letter + 10;
    } else {
        return 1;
    }
    return 0;
}

/* "18:fe:34:00:00:01" to six bytes; 0 when it has that form. */
int ets_str2macaddr(uint8_t *address, const char *text)
{
    for (int i = 0; i < 6; i++, text += 3) {
        char high = byte_at(text);
        char low = byte_at(text + 1);
        if (ets_char2xdigit(&high) || ets_char2xdigit(&low)) {
            return 1;
        }
        uint8_t separator = byte_at(text + 2);
        if (i < 5 && separator != ':' && separator != '-') {
            return 1;
        }
        address[i] = high << 4 | low;
    }
    return 0;
}

uint32_t roundup2(uint32_t value, uint32_t power_of_two)
{
    return (value + power_of_two - 1) & -power_of_two;
}

uint32_t multofup(uint32_t value, uint32_t unit)
{
    return (value + unit - 1) / unit * unit;
}

static uint64_t random_state = 1;

void srand(uint32_t seed)
{
    random_state = seed;
}

/* Linear congruential over 64 bits, of which the upper half counts: the generator of newlib. */
int rand(void)
{
    random_state = random_state * 6364136223846793005u + 1;
    return random_state >> 32 & 0x7FFFFFFF;
}

/* Up to three bytes, by whole words on both sides: the ends of copies into instruction RAM. */
void xthal_copy123(void *to, const void *from, uint32_t count)
{
    uintptr_t target = (uintptr_t)to;
    for (uint32_t i = 0; i < count; i++, target++) {
        any_word *word = (any_word *)(target & ~WORD_MASK);
        uint32_t shift = (target & WORD_MASK) * 8;
        *word = (*word & ~(0xFFu << shift)) | (uint32_t)byte_at((const uint8_t *)from + i) << shift;
    }
}
