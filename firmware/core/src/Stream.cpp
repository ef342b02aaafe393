#include "Stream.h"
#include "Arduino.h"

int Stream::timedRead() {
    unsigned long start = millis();
    int c = read();
    while (c < 0 && millis() - start < _timeout) {
        delay(1);
        c = read();
    }
    return c;
}

size_t Stream::readBytes(char *buffer, size_t length) {
    size_t n = 0;
    for (int c; n < length && (c = timedRead()) >= 0; n++) {
        buffer[n] = static_cast<char>(c);
    }
    return n;
}

size_t Stream::readBytesUntil(char terminator, char *buffer, size_t length) {
    size_t n = 0;
    for (int c; n < length && (c = timedRead()) >= 0 && c != terminator; n++) {
        buffer[n] = static_cast<char>(c);
    }
    return n;
}

String Stream::readString() {
    String text;
    for (int c; (c = timedRead()) >= 0;) {
        text += static_cast<char>(c);
    }
    return text;
}

String Stream::readStringUntil(char terminator) {
    String text;
    for (int c; (c = timedRead()) >= 0 && c != terminator;) {
        text += static_cast<char>(c);
    }
    return text;
}

bool Stream::find(const char *target) {
    size_t matched = 0, length = strlen(target);
    while (matched < length) {
        int c = timedRead();
        if (c < 0) {
            return false;
        }
        matched = c == target[matched] ? matched + 1 : (c == target[0] ? 1 : 0);
    }
    return true;
}
