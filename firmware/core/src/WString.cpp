#include "WString.h"
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

String::String(const char *text) {
    if (text) {
        assign(text, strlen(text));
    }
}

String::String(const char *text, unsigned int length) { assign(text, length); }
String::String(const String &other) { assign(other.c_str(), other.length_); }
String::String(String &&other) noexcept { move(other); }

String::String(const __FlashStringHelper *text) {
    const char *p = reinterpret_cast<const char *>(text);
    if (p) {
        assign(p, strlen(p));
    }
}

String::String(char c) { assign(&c, 1); }
String::String(unsigned char value, unsigned char base) { number(value, false, base); }
String::String(unsigned int value, unsigned char base) { number(value, false, base); }
String::String(unsigned long value, unsigned char base) { number(value, false, base); }
String::String(int value, unsigned char base) : String(static_cast<long>(value), base) {}

String::String(long value, unsigned char base) {
    bool negative = value < 0 && base == 10;
    number(negative ? 0 - static_cast<unsigned long>(value) : static_cast<unsigned long>(value), negative, base);
}

String::String(float value, unsigned char decimals) : String(static_cast<double>(value), decimals) {}

String::String(double value, unsigned char decimals) {
    char text[48];
    int length = snprintf(text, sizeof text, "%.*f", decimals, value);
    if (length > 0) {
        assign(text, strlen(text));
    }
}

String::~String() { free(buffer_); }

void String::number(unsigned long magnitude, bool negative, unsigned char base) {
    char digits[8 * sizeof magnitude + 1];
    char *p = digits + sizeof digits;
    do {
        unsigned digit = magnitude % base;
        *--p = static_cast<char>(digit < 10 ? '0' + digit : 'a' + digit - 10);
        magnitude /= base;
    } while (magnitude);
    if (negative) {
        *--p = '-';
    }
    assign(p, digits + sizeof digits - p);
}

bool String::reserve(unsigned int size) {
    if (buffer_ && capacity_ >= size) {
        return true;
    }
    char *larger = static_cast<char *>(realloc(buffer_, size + 1));
    if (!larger) {
        return false;
    }
    if (!buffer_) {
        larger[0] = 0;
    }
    buffer_ = larger;
    capacity_ = size;
    return true;
}

bool String::assign(const char *text, unsigned int length) {
    if (!reserve(length)) {
        clear();
        return false;
    }
    memmove(buffer_, text, length);
    buffer_[length] = 0;
    length_ = length;
    return true;
}

void String::move(String &other) {
    free(buffer_);
    buffer_ = other.buffer_;
    capacity_ = other.capacity_;
    length_ = other.length_;
    other.buffer_ = nullptr;
    other.capacity_ = other.length_ = 0;
}

String &String::operator=(const String &other) {
    if (this != &other) {
        assign(other.c_str(), other.length_);
    }
    return *this;
}

String &String::operator=(String &&other) noexcept {
    if (this != &other) {
        move(other);
    }
    return *this;
}

String &String::operator=(const char *text) {
    if (text) {
        assign(text, strlen(text));
    } else {
        clear();
    }
    return *this;
}

String &String::operator=(const __FlashStringHelper *text) { return *this = reinterpret_cast<const char *>(text); }

bool String::concat(const char *text, unsigned int length) {
    bool own = buffer_ && text >= buffer_ && text <= buffer_ + length_;
    size_t offset = own ? text - buffer_ : 0;
    if (!reserve(length_ + length)) {
        return false;
    }
    memmove(buffer_ + length_, own ? buffer_ + offset : text, length);
    length_ += length;
    buffer_[length_] = 0;
    return true;
}

bool String::equalsIgnoreCase(const String &other) const {
    return length_ == other.length_ && strcasecmp(c_str(), other.c_str()) == 0;
}

bool String::startsWith(const String &prefix, unsigned int offset) const {
    return offset + prefix.length_ <= length_ && strncmp(c_str() + offset, prefix.c_str(), prefix.length_) == 0;
}

bool String::endsWith(const String &suffix) const {
    return suffix.length_ <= length_ && strcmp(c_str() + length_ - suffix.length_, suffix.c_str()) == 0;
}

char &String::operator[](unsigned int index) {
    static char outside;
    if (index >= length_) {
        outside = 0;
        return outside;
    }
    return buffer_[index];
}

void String::getBytes(unsigned char *buffer, unsigned int size, unsigned int index) const {
    if (!size) {
        return;
    }
    unsigned int n = index < length_ ? length_ - index : 0;
    if (n > size - 1) {
        n = size - 1;
    }
    memcpy(buffer, c_str() + (n ? index : 0), n);
    buffer[n] = 0;
}

int String::indexOf(char c, unsigned int from) const {
    for (unsigned int i = from; i < length_; i++) {
        if (buffer_[i] == c) {
            return i;
        }
    }
    return -1;
}

int String::indexOf(const String &text, unsigned int from) const {
    if (from > length_) {
        return -1;
    }
    const char *found = strstr(c_str() + from, text.c_str());
    return found ? found - c_str() : -1;
}

int String::lastIndexOf(char c) const {
    for (unsigned int i = length_; i-- > 0;) {
        if (buffer_[i] == c) {
            return i;
        }
    }
    return -1;
}

int String::lastIndexOf(const String &text) const {
    int found = -1;
    for (int i = indexOf(text); i >= 0 && text.length_; i = indexOf(text, i + 1)) {
        found = i;
    }
    return found;
}

String String::substring(unsigned int from, unsigned int to) const {
    if (from > to) {
        unsigned int swapped = from;
        from = to;
        to = swapped;
    }
    if (from >= length_) {
        return String();
    }
    return String(buffer_ + from, (to > length_ ? length_ : to) - from);
}

void String::replace(char find, char with) {
    for (unsigned int i = 0; i < length_; i++) {
        if (buffer_[i] == find) {
            buffer_[i] = with;
        }
    }
}

void String::replace(const String &find, const String &with) {
    if (!find.length_ || indexOf(find) < 0) {
        return;
    }
    String result;
    unsigned int from = 0;
    for (int at; (at = indexOf(find, from)) >= 0; from = at + find.length_) {
        if (!result.concat(buffer_ + from, at - from) || !result.concat(with)) {
            return;
        }
    }
    if (result.concat(buffer_ + from, length_ - from)) {
        move(result);
    }
}

void String::remove(unsigned int index, unsigned int count) {
    if (index >= length_) {
        return;
    }
    if (count > length_ - index) {
        count = length_ - index;
    }
    memmove(buffer_ + index, buffer_ + index + count, length_ - index - count);
    length_ -= count;
    buffer_[length_] = 0;
}

void String::toLowerCase() {
    for (unsigned int i = 0; i < length_; i++) {
        buffer_[i] = tolower(buffer_[i]);
    }
}

void String::toUpperCase() {
    for (unsigned int i = 0; i < length_; i++) {
        buffer_[i] = toupper(buffer_[i]);
    }
}

void String::trim() {
    unsigned int start = 0, end = length_;
    while (start < end && isspace(static_cast<unsigned char>(buffer_[start]))) {
        start++;
    }
    while (end > start && isspace(static_cast<unsigned char>(buffer_[end - 1]))) {
        end--;
    }
    remove(end);
    remove(0, start);
}

long String::toInt() const { return strtol(c_str(), nullptr, 10); }
float String::toFloat() const { return static_cast<float>(strtod(c_str(), nullptr)); }
