// An IPv4 address in network order.
#pragma once
#include <stdint.h>
#include "Printable.h"
#include "WString.h"

class IPAddress : public Printable {
public:
    IPAddress() : address_(0) {}
    IPAddress(uint8_t a, uint8_t b, uint8_t c, uint8_t d)
        : address_(a | (b << 8) | (c << 16) | (static_cast<uint32_t>(d) << 24)) {}
    IPAddress(uint32_t address) : address_(address) {}
    IPAddress(const uint8_t *octets) : IPAddress(octets[0], octets[1], octets[2], octets[3]) {}
    bool fromString(const char *text);
    bool fromString(const String &text) { return fromString(text.c_str()); }
    String toString() const;
    operator uint32_t() const { return address_; }
    uint32_t v4() const { return address_; }
    bool isSet() const { return address_ != 0; }
    bool operator==(const IPAddress &other) const { return address_ == other.address_; }
    bool operator!=(const IPAddress &other) const { return address_ != other.address_; }
    uint8_t operator[](int index) const { return static_cast<uint8_t>(address_ >> (8 * index)); }
    uint8_t &operator[](int index) { return reinterpret_cast<uint8_t *>(&address_)[index]; }
    size_t printTo(Print &p) const override;

private:
    uint32_t address_;
};

extern const IPAddress INADDR_NONE;
