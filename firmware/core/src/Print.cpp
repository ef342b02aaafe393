#include "Print.h"
#include <stdio.h>
#include <stdlib.h>

size_t Print::write(const uint8_t *buffer, size_t size) {
    size_t n = 0;
    while (n < size && write(buffer[n])) {
        n++;
    }
    return n;
}

size_t Print::vprintf(const char *format, va_list arguments) {
    char small[64];
    va_list again;
    va_copy(again, arguments);
    int length = vsnprintf(small, sizeof small, format, arguments);
    size_t written = 0;
    if (length >= 0 && static_cast<size_t>(length) < sizeof small) {
        written = write(reinterpret_cast<const uint8_t *>(small), length);
    } else if (length >= 0) {
        char *large = static_cast<char *>(malloc(length + 1));
        if (large) {
            vsnprintf(large, length + 1, format, again);
            written = write(reinterpret_cast<const uint8_t *>(large), length);
            free(large);
        }
    }
    va_end(again);
    return written;
}

size_t Print::printf(const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    size_t n = vprintf(format, arguments);
    va_end(arguments);
    return n;
}

size_t Print::printf_P(const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    size_t n = vprintf(format, arguments);
    va_end(arguments);
    return n;
}

size_t Print::print(unsigned long value, int base) {
    char digits[8 * sizeof value];
    char *p = digits + sizeof digits;
    if (base < 2) {
        base = DEC;
    }
    do {
        unsigned digit = value % base;
        *--p = static_cast<char>(digit < 10 ? '0' + digit : 'A' + digit - 10);
        value /= base;
    } while (value);
    return write(reinterpret_cast<const uint8_t *>(p), digits + sizeof digits - p);
}

size_t Print::print(long value, int base) {
    if (base == DEC && value < 0) {
        size_t n = write('-');
        return n + print(0 - static_cast<unsigned long>(value), base);
    }
    return print(static_cast<unsigned long>(value), base);
}

size_t Print::print(double value, int decimals) {
    char text[48];
    int length = snprintf(text, sizeof text, "%.*f", decimals, value);
    return length > 0 ? write(text) : 0;
}
