#include "HardwareSerial.h"
#include "Arduino.h"
#include "chip.h"
#include "core.h"

HardwareSerial Serial;

namespace {

constexpr size_t kDefaultRxSize = 256;
constexpr uint32_t kRxInterrupts = UART_INT_RX_FULL | UART_INT_RX_TIMEOUT | UART_INT_RX_OVERFLOW;
constexpr uint32_t kRxFullThreshold = 16;
constexpr uint32_t kRxTimeoutSymbols = 2;

uint8_t *rx_buffer;
size_t rx_size = kDefaultRxSize;
volatile size_t rx_head, rx_tail;
volatile bool rx_overrun;

void IRAM_ATTR receive_interrupt(void *) {
    while (UART0_STATUS & 0xff) {
        uint8_t c = UART0_FIFO;
        size_t next = rx_head + 1 == rx_size ? 0 : rx_head + 1;
        if (next == rx_tail) {
            rx_overrun = true;
        } else {
            rx_buffer[rx_head] = c;
            rx_head = next;
        }
    }
    if (UART0_INT_STATUS & UART_INT_RX_OVERFLOW) {
        rx_overrun = true;
    }
    UART0_INT_CLEAR = 0x1ff;
    esp_schedule();
}

uint32_t fifo_fill() { return (UART0_STATUS >> 16) & 0xff; }

}

extern "C" void uart_begin(uint32_t baud) {
    UART0_CLKDIV = CHIP_HZ / baud;
    UART0_CONF0 = 0x1c;
}

void HardwareSerial::begin(unsigned long baud, SerialConfig) {
    flush();
    uart_begin(baud);
    baud_ = baud;
    if (!rx_buffer) {
        rx_buffer = static_cast<uint8_t *>(malloc(rx_size));
        if (!rx_buffer) {
            return;
        }
    }
    rx_head = rx_tail = 0;
    UART0_CONF1 = kRxFullThreshold | (kRxTimeoutSymbols << 24) | (1u << 31);
    UART0_INT_CLEAR = 0x1ff;
    ets_isr_attach(ETS_UART_INUM, receive_interrupt, nullptr);
    UART0_INT_ENABLE = kRxInterrupts;
    ets_isr_unmask(1u << ETS_UART_INUM);
}

void HardwareSerial::end() {
    flush();
    UART0_INT_ENABLE = 0;
    ets_isr_mask(1u << ETS_UART_INUM);
    free(rx_buffer);
    rx_buffer = nullptr;
    baud_ = 0;
}

void HardwareSerial::updateBaudRate(unsigned long baud) {
    flush();
    uart_begin(baud);
    baud_ = baud;
}

size_t HardwareSerial::setRxBufferSize(size_t size) {
    if (!rx_buffer && size > 1) {
        rx_size = size;
    }
    return rx_size;
}

void HardwareSerial::setDebugOutput(bool) {}

int HardwareSerial::available() {
    size_t head = rx_head;
    return head >= rx_tail ? head - rx_tail : rx_size - rx_tail + head;
}

int HardwareSerial::peek() { return rx_head == rx_tail ? -1 : rx_buffer[rx_tail]; }

int HardwareSerial::read() {
    int c = peek();
    if (c >= 0) {
        rx_tail = rx_tail + 1 == rx_size ? 0 : rx_tail + 1;
    }
    return c;
}

int HardwareSerial::availableForWrite() { return UART_FIFO_SIZE - fifo_fill(); }

void HardwareSerial::flush() {
    while (fifo_fill()) {
    }
    if (baud_) {
        // The last character is still in the shift register.
        ets_delay_us(11000000 / baud_ + 1);
    }
}

size_t HardwareSerial::write(uint8_t c) {
    while (fifo_fill() >= UART_FIFO_SIZE - 2) {
    }
    UART0_FIFO = c;
    return 1;
}

size_t HardwareSerial::write(const uint8_t *buffer, size_t size) {
    for (size_t i = 0; i < size; i++) {
        write(buffer[i]);
    }
    return size;
}

bool HardwareSerial::hasOverrun() {
    bool was = rx_overrun;
    rx_overrun = false;
    return was;
}
