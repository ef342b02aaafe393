// UART0: interrupt-driven receive buffer, transmit through the 128-byte FIFO.
#pragma once
#include "Stream.h"

enum SerialConfig { SERIAL_8N1 = 0x1c };

class HardwareSerial : public Stream {
public:
    void begin(unsigned long baud, SerialConfig config = SERIAL_8N1);
    void end();
    void updateBaudRate(unsigned long baud);
    unsigned long baudRate() const { return baud_; }
    // Sets the receive buffer size in bytes; before begin().
    size_t setRxBufferSize(size_t size);
    void setDebugOutput(bool on);
    int available() override;
    int read() override;
    int peek() override;
    int availableForWrite() override;
    // Waits until the last bit has left the FIFO.
    void flush() override;
    size_t write(uint8_t c) override;
    size_t write(const uint8_t *buffer, size_t size) override;
    using Print::write;
    bool hasOverrun();
    explicit operator bool() const { return baud_ != 0; }

private:
    unsigned long baud_ = 0;
};

extern HardwareSerial Serial;
