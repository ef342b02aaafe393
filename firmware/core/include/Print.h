// Text output over a byte sink.
#pragma once
#include <stdarg.h>
#include <stdint.h>
#include "Printable.h"
#include "WString.h"

#define DEC 10
#define HEX 16
#define OCT 8
#define BIN 2

class Print {
public:
    virtual ~Print() {}
    virtual size_t write(uint8_t c) = 0;
    virtual size_t write(const uint8_t *buffer, size_t size);
    virtual int availableForWrite() { return 0; }
    virtual void flush() {}
    size_t write(const char *text) { return text ? write(reinterpret_cast<const uint8_t *>(text), strlen(text)) : 0; }
    size_t write(const char *buffer, size_t size) { return write(reinterpret_cast<const uint8_t *>(buffer), size); }
    size_t write(char c) { return write(static_cast<uint8_t>(c)); }
    size_t write(int c) { return write(static_cast<uint8_t>(c)); }

    size_t printf(const char *format, ...) __attribute__((format(printf, 2, 3)));
    size_t printf_P(const char *format, ...) __attribute__((format(printf, 2, 3)));
    size_t vprintf(const char *format, va_list arguments);

    size_t print(const __FlashStringHelper *text) { return write(reinterpret_cast<const char *>(text)); }
    size_t print(const String &text) { return write(text.c_str(), text.length()); }
    size_t print(const char *text) { return write(text); }
    size_t print(char c) { return write(static_cast<uint8_t>(c)); }
    size_t print(unsigned char value, int base = DEC) { return print(static_cast<unsigned long>(value), base); }
    size_t print(int value, int base = DEC) { return print(static_cast<long>(value), base); }
    size_t print(unsigned int value, int base = DEC) { return print(static_cast<unsigned long>(value), base); }
    size_t print(long value, int base = DEC);
    size_t print(unsigned long value, int base = DEC);
    size_t print(double value, int decimals = 2);
    size_t print(const Printable &item) { return item.printTo(*this); }

    size_t println() { return write("\r\n"); }
    template <typename T> size_t println(const T &value) { size_t n = print(value); return n + println(); }
    template <typename T> size_t println(const T &value, int format) { size_t n = print(value, format); return n + println(); }
};
