// The *_P functions. Compiled with -mforce-l32, so plain reads of mapped flash are word reads.
#include "pgmspace.h"
#include <ctype.h>
#include <stdio.h>
#include <string.h>

void *memcpy_P(void *destination, const void *source, size_t n) {
    uint8_t *d = destination;
    const uint8_t *s = source;
    while (n--) {
        *d++ = pgm_read_byte(s++);
    }
    return destination;
}

int memcmp_P(const void *a, const void *b, size_t n) {
    const uint8_t *x = a, *y = b;
    for (; n; n--, x++, y++) {
        int difference = pgm_read_byte(x) - pgm_read_byte(y);
        if (difference) {
            return difference;
        }
    }
    return 0;
}

const void *memchr_P(const void *p, int c, size_t n) {
    for (const uint8_t *s = p; n; n--, s++) {
        if (pgm_read_byte(s) == (uint8_t)c) {
            return s;
        }
    }
    return NULL;
}

size_t strnlen_P(const char *s, size_t n) {
    size_t length = 0;
    while (length < n && pgm_read_byte(s + length)) {
        length++;
    }
    return length;
}

size_t strlen_P(const char *s) { return strnlen_P(s, (size_t)-1); }

char *strncpy_P(char *destination, const char *source, size_t n) {
    size_t i = 0;
    for (; i < n && (destination[i] = (char)pgm_read_byte(source + i)); i++) {
    }
    for (; i < n; i++) {
        destination[i] = 0;
    }
    return destination;
}

char *strcpy_P(char *destination, const char *source) {
    memcpy_P(destination, source, strlen_P(source) + 1);
    return destination;
}

char *strcat_P(char *destination, const char *source) {
    strcpy_P(destination + strlen(destination), source);
    return destination;
}

char *strncat_P(char *destination, const char *source, size_t n) {
    char *end = destination + strlen(destination);
    size_t length = strnlen_P(source, n);
    memcpy_P(end, source, length);
    end[length] = 0;
    return destination;
}

int strncmp_P(const char *a, const char *b, size_t n) {
    for (; n; n--, a++, b++) {
        int x = pgm_read_byte(a), y = pgm_read_byte(b);
        if (x != y || x == 0) {
            return x - y;
        }
    }
    return 0;
}

int strcmp_P(const char *a, const char *b) { return strncmp_P(a, b, (size_t)-1); }

int strcasecmp_P(const char *a, const char *b) {
    for (;; a++, b++) {
        int x = tolower(pgm_read_byte(a)), y = tolower(pgm_read_byte(b));
        if (x != y || x == 0) {
            return x - y;
        }
    }
}

char *strstr_P(const char *haystack, const char *needle) {
    size_t length = strlen_P(needle);
    for (; *haystack; haystack++) {
        if (strncmp_P(haystack, needle, length) == 0) {
            return (char *)haystack;
        }
    }
    return length ? NULL : (char *)haystack;
}

int vsnprintf_P(char *buffer, size_t size, const char *format, va_list arguments) {
    return vsnprintf(buffer, size, format, arguments);
}

int snprintf_P(char *buffer, size_t size, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    int n = vsnprintf(buffer, size, format, arguments);
    va_end(arguments);
    return n;
}

int sprintf_P(char *buffer, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    int n = vsprintf(buffer, format, arguments);
    va_end(arguments);
    return n;
}
