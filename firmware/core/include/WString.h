// Text on the heap. Every operation that cannot get memory leaves the string as it was (or empty) and says false.
#pragma once
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include "pgmspace.h"

class __FlashStringHelper;
#define FPSTR(p) (reinterpret_cast<const __FlashStringHelper *>(p))
#define F(s) (FPSTR(PSTR(s)))

class String {
public:
    String(const char *text = nullptr);
    String(const char *text, unsigned int length);
    String(const String &other);
    String(String &&other) noexcept;
    String(const __FlashStringHelper *text);
    explicit String(char c);
    explicit String(unsigned char value, unsigned char base = 10);
    explicit String(int value, unsigned char base = 10);
    explicit String(unsigned int value, unsigned char base = 10);
    explicit String(long value, unsigned char base = 10);
    explicit String(unsigned long value, unsigned char base = 10);
    explicit String(float value, unsigned char decimals = 2);
    explicit String(double value, unsigned char decimals = 2);
    ~String();

    String &operator=(const String &other);
    String &operator=(String &&other) noexcept;
    String &operator=(const char *text);
    String &operator=(const __FlashStringHelper *text);

    bool reserve(unsigned int size);
    unsigned int length() const { return length_; }
    bool isEmpty() const { return length_ == 0; }
    void clear() { if (buffer_) { buffer_[0] = 0; } length_ = 0; }
    const char *c_str() const { return buffer_ ? buffer_ : ""; }
    char *begin() { return buffer_; }
    char *end() { return buffer_ + length_; }
    const char *begin() const { return c_str(); }
    const char *end() const { return c_str() + length_; }

    bool concat(const String &other) { return concat(other.c_str(), other.length_); }
    bool concat(const char *text) { return text && concat(text, strlen(text)); }
    bool concat(const char *text, unsigned int length);
    bool concat(const __FlashStringHelper *text) { return concat(reinterpret_cast<const char *>(text)); }
    bool concat(char c) { return concat(&c, 1); }
    bool concat(unsigned char value) { return concat(String(value)); }
    bool concat(int value) { return concat(String(value)); }
    bool concat(unsigned int value) { return concat(String(value)); }
    bool concat(long value) { return concat(String(value)); }
    bool concat(unsigned long value) { return concat(String(value)); }
    bool concat(double value) { return concat(String(value)); }
    template <typename T> String &operator+=(const T &value) { concat(value); return *this; }
    String &operator+=(const char *text) { concat(text); return *this; }

    int compareTo(const String &other) const { return strcmp(c_str(), other.c_str()); }
    bool equals(const String &other) const { return length_ == other.length_ && compareTo(other) == 0; }
    bool equals(const char *text) const { return strcmp(c_str(), text ? text : "") == 0; }
    bool equalsIgnoreCase(const String &other) const;
    bool operator==(const String &other) const { return equals(other); }
    bool operator==(const char *text) const { return equals(text); }
    bool operator!=(const String &other) const { return !equals(other); }
    bool operator!=(const char *text) const { return !equals(text); }
    bool operator<(const String &other) const { return compareTo(other) < 0; }
    bool startsWith(const String &prefix, unsigned int offset = 0) const;
    bool endsWith(const String &suffix) const;

    char charAt(unsigned int index) const { return index < length_ ? buffer_[index] : 0; }
    void setCharAt(unsigned int index, char c) { if (index < length_) { buffer_[index] = c; } }
    char operator[](unsigned int index) const { return charAt(index); }
    char &operator[](unsigned int index);
    void getBytes(unsigned char *buffer, unsigned int size, unsigned int index = 0) const;
    void toCharArray(char *buffer, unsigned int size, unsigned int index = 0) const {
        getBytes(reinterpret_cast<unsigned char *>(buffer), size, index);
    }

    int indexOf(char c, unsigned int from = 0) const;
    int indexOf(const String &text, unsigned int from = 0) const;
    int lastIndexOf(char c) const;
    int lastIndexOf(const String &text) const;
    String substring(unsigned int from) const { return substring(from, length_); }
    String substring(unsigned int from, unsigned int to) const;

    void replace(char find, char with);
    void replace(const String &find, const String &with);
    void remove(unsigned int index) { remove(index, length_); }
    void remove(unsigned int index, unsigned int count);
    void toLowerCase();
    void toUpperCase();
    void trim();
    long toInt() const;
    float toFloat() const;

private:
    char *buffer_ = nullptr;
    unsigned int capacity_ = 0;
    unsigned int length_ = 0;

    bool assign(const char *text, unsigned int length);
    void move(String &other);
    void number(unsigned long magnitude, bool negative, unsigned char base);
};

inline String operator+(const String &a, const String &b) { String r(a); r.concat(b); return r; }
inline String operator+(const String &a, const char *b) { String r(a); r.concat(b); return r; }
inline String operator+(const char *a, const String &b) { String r(a); r.concat(b); return r; }
inline String operator+(const String &a, const __FlashStringHelper *b) { String r(a); r.concat(b); return r; }
inline String operator+(const String &a, char b) { String r(a); r.concat(b); return r; }
inline String operator+(const String &a, int b) { String r(a); r.concat(b); return r; }
inline String operator+(const String &a, unsigned int b) { String r(a); r.concat(b); return r; }
inline String operator+(const String &a, long b) { String r(a); r.concat(b); return r; }
inline String operator+(const String &a, unsigned long b) { String r(a); r.concat(b); return r; }
