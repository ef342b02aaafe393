#include "IPAddress.h"
#include <stdio.h>
#include <stdlib.h>
#include "Print.h"

const IPAddress INADDR_NONE(0, 0, 0, 0);

bool IPAddress::fromString(const char *text) {
    uint32_t address = 0;
    for (int i = 0; i < 4; i++) {
        char *end;
        if (*text < '0' || *text > '9') {
            return false;
        }
        unsigned long octet = strtoul(text, &end, 10);
        if (octet > 255 || *end != (i < 3 ? '.' : 0)) {
            return false;
        }
        address |= octet << (8 * i);
        text = end + 1;
    }
    address_ = address;
    return true;
}

String IPAddress::toString() const {
    char text[16];
    snprintf(text, sizeof text, "%u.%u.%u.%u", (*this)[0], (*this)[1], (*this)[2], (*this)[3]);
    return text;
}

size_t IPAddress::printTo(Print &p) const {
    size_t n = 0;
    for (int i = 0; i < 4; i++) {
        n += p.print((*this)[i], DEC);
        n += i < 3 ? p.print('.') : 0;
    }
    return n;
}
