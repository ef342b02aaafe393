// Constants in mapped flash. Mapped flash answers whole aligned words only; everything compiled with this
// core uses -mforce-l32, so plain byte reads of such constants are made from word reads, and the *_P
// functions below only have to be compiled that way themselves.
#pragma once
#include <stddef.h>
#include <stdint.h>
#include <stdarg.h>

#define PROGMEM __attribute__((section(".irom.rodata")))
#define PGM_P const char *
#define PGM_VOID_P const void *
// A section of its own per use: constants with and without relocations do not share one.
#define PSTR_SECTION_2(line) ".irom.rodata.pstr." #line
#define PSTR_SECTION_1(line) PSTR_SECTION_2(line)
#define PSTR(s) (__extension__({ static const char __pstr[] __attribute__((aligned(4), section(PSTR_SECTION_1(__LINE__)))) = (s); &__pstr[0]; }))

#ifdef __cplusplus
extern "C" {
#endif

static inline uint8_t pgm_read_byte(const void *p) {
    uint32_t address = (uint32_t)p;
    return (uint8_t)(*(const volatile uint32_t *)(address & ~3u) >> (8 * (address & 3)));
}
static inline uint16_t pgm_read_word(const void *p) {
    return (uint16_t)(pgm_read_byte(p) | (pgm_read_byte((const uint8_t *)p + 1) << 8));
}
static inline uint32_t pgm_read_dword(const void *p) {
    return pgm_read_word(p) | ((uint32_t)pgm_read_word((const uint8_t *)p + 2) << 16);
}
static inline const void *pgm_read_ptr(const void *p) { return (const void *)pgm_read_dword(p); }

void *memcpy_P(void *destination, const void *source, size_t n);
int memcmp_P(const void *a, const void *b, size_t n);
const void *memchr_P(const void *p, int c, size_t n);
size_t strlen_P(const char *s);
size_t strnlen_P(const char *s, size_t n);
char *strcpy_P(char *destination, const char *source);
char *strncpy_P(char *destination, const char *source, size_t n);
char *strcat_P(char *destination, const char *source);
char *strncat_P(char *destination, const char *source, size_t n);
int strcmp_P(const char *a, const char *b);
int strncmp_P(const char *a, const char *b, size_t n);
int strcasecmp_P(const char *a, const char *b);
char *strstr_P(const char *haystack, const char *needle);
int sprintf_P(char *buffer, const char *format, ...) __attribute__((format(printf, 2, 3)));
int snprintf_P(char *buffer, size_t size, const char *format, ...) __attribute__((format(printf, 3, 4)));
int vsnprintf_P(char *buffer, size_t size, const char *format, va_list arguments);

#ifdef __cplusplus
}
#endif
