// Print plus input with a time-out.
#pragma once
#include "Print.h"

class Stream : public Print {
public:
    virtual int available() = 0;
    virtual int read() = 0;
    virtual int peek() = 0;

    void setTimeout(unsigned long milliseconds) { _timeout = milliseconds; }
    unsigned long getTimeout() const { return _timeout; }
    // Reads up to length bytes; stops when the time-out passes without a byte.
    virtual size_t readBytes(char *buffer, size_t length);
    size_t readBytes(uint8_t *buffer, size_t length) { return readBytes(reinterpret_cast<char *>(buffer), length); }
    size_t readBytesUntil(char terminator, char *buffer, size_t length);
    String readString();
    String readStringUntil(char terminator);
    bool find(const char *target);

protected:
    unsigned long _timeout = 1000;
    int timedRead();
};
