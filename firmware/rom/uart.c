/* UART: set-up, single characters, line input. */
#include "rom.h"

#define RESET_DIVISOR 694   /* 80 MHz / 115200; 74,880 Bd at the reset clock of 52 MHz */
#define RX_FULL_AT 32
#define RX_TIMEOUT_AFTER 2
#define CONF1 (RX_FULL_AT | RX_TIMEOUT_AFTER << 24 | BIT(31))
#define RECEIVE_SIZE 0x100
#define IOMUX_U0RXD 0x14
#define IOMUX_U0TXD 0x18
#define PULL_UP BIT(7)
#define AUTOBAUD_ON 0x801
#define AUTOBAUD_OFF 0x800
#define PULSES_WANTED 30
#define PULSE_CORRECTION 12

static uint8_t receive_buffer[RECEIVE_SIZE];

struct uart_dev *GetUartDevice(void)
{
    return &UartDev;
}

/* Takes what has arrived into the receive ring of UartDev. */
void uart_rx_intr_handler(struct uart_dev *dev)
{
    uint8_t n = dev->number;
    UART_INT_CLEAR(n) = UART_INT_RX_FULL | UART_INT_RX_TIMEOUT;
    while (UART_RX_COUNT(UART_STATUS(n))) {
        *dev->receive.write++ = UART_FIFO(n);
        if (dev->receive.write == dev->receive.buffer + RECEIVE_SIZE) {
            dev->receive.write = dev->receive.buffer;
        }
    }
}

void uartAttach(void)
{
    UartDev.baud_rate = 115200;
    UartDev.data_bits = 3;
    UartDev.stop_bits = 1;
    UartDev.receive.size = RECEIVE_SIZE;
    UartDev.receive.buffer = receive_buffer;
    UartDev.receive.write = receive_buffer;
    UartDev.receive.read = receive_buffer;
    UartDev.receive.trigger = 1;
    ets_isr_mask(BIT(INUM_UART));
    ets_isr_attach(INUM_UART, uart_rx_intr_handler, &UartDev);
}

/* Sets the divisor and empties both FIFOs: characters still waiting are lost. */
void uart_div_modify(uint32_t number, uint32_t divisor)
{
    UART_CLKDIV(number) = divisor;
    UART_CONF0(number) |= UART_CONF0_RX_RESET | UART_CONF0_TX_RESET;
    UART_CONF0(number) &= ~(UART_CONF0_RX_RESET | UART_CONF0_TX_RESET);
}

void Uart_Init(uint32_t number)
{
    if (number == 0) {
        IOMUX(IOMUX_U0TXD) = 0;
        IOMUX(IOMUX_U0RXD) = PULL_UP;
    }
    UART_INT_ENABLE(number) = 0;
    UART_CONF0(number) = UART_CONF0_8N1;
    UART_CONF1(number) = CONF1;
    uart_div_modify(number, RESET_DIVISOR);
    UART_INT_CLEAR(number) = 0xFFFFFFFF;
}

void uart_buff_switch(uint8_t number)
{
    UartDev.number = number;
    UartDev.receive.write = UartDev.receive.buffer;
    UartDev.receive.read = UartDev.receive.buffer;
}

/* Interrupt handler of uart_wait: the waiter reads the FIFO itself. */
static void wake(void *unused)
{
    (void)unused;
    uint8_t n = UartDev.number;
    UART_INT_ENABLE(n) = 0;
    UART_INT_CLEAR(n) = 0xFFFFFFFF;
}

void uart_wait_begin(void)
{
    ets_isr_attach(INUM_UART, wake, NULL);
    ets_isr_unmask(BIT(INUM_UART));
}

void uart_wait_end(void)
{
    ets_isr_mask(BIT(INUM_UART));
    ets_isr_attach(INUM_UART, uart_rx_intr_handler, &UartDev);
}

/* Sleeps until something is in the receive FIFO. */
void uart_wait(void)
{
    uint8_t n = UartDev.number;
    for (;;) {
        uint32_t ps = lock_interrupts();
        if (UART_RX_COUNT(UART_STATUS(n))) {
            restore_interrupts(ps);
            return;
        }
        UART_INT_ENABLE(n) = UART_INT_RX_FULL | UART_INT_RX_TIMEOUT;
        wait_for_interrupt();
    }
}

/*
 * Measures the host's bit time on 30 pulses and gives the divisor. The bytes that arrive meanwhile
 * are garbage at the old rate; they wake the core and are dropped.
 */
uint32_t uart_baudrate_detect(uint32_t number, bool is_sync)
{
    (void)is_sync;
    UART_CONF1(number) = (CONF1 & ~0x7Fu) | 1;
    UART_AUTOBAUD(number) = AUTOBAUD_OFF;
    UART_AUTOBAUD(number) = AUTOBAUD_ON;
    while ((UART_PULSE_NUM(number) & 0x3FF) < PULSES_WANTED) {
        uart_wait();
        (void)UART_FIFO(number);
    }
    uint32_t low = UART_LOW_PULSE(number) & 0xFFFFF;
    uint32_t high = UART_HIGH_PULSE(number) & 0xFFFFF;
    UART_AUTOBAUD(number) = AUTOBAUD_OFF;
    UART_CONF1(number) = CONF1;
    return (low + high) / 2 + PULSE_CORRECTION;
}

/* Waits until the transmitter is empty, then sends. */
int uart_tx_one_char(uint8_t c)
{
    uint8_t n = UartDev.number;
    while (UART_STATUS(n) & UART_TX_COUNT_MASK) {
    }
    UART_FIFO(n) = c;
    return 0;
}

uint8_t uart_rx_one_char_block(void)
{
    uint8_t n = UartDev.number;
    while (UART_RX_COUNT(UART_STATUS(n)) == 0) {
    }
    return UART_FIFO(n);
}

/* 0 and the character, or 1 when nothing has arrived. */
int uart_rx_one_char(uint8_t *c)
{
    uint8_t n = UartDev.number;
    if (UART_RX_COUNT(UART_STATUS(n)) == 0) {
        return 1;
    }
    *c = UART_FIFO(n);
    return 0;
}

/* Reads a line of at most size - 1 characters, up to CR or LF. */
int UartRxString(uint8_t *line, uint8_t size)
{
    uint32_t n = 0;
    while (n + 1 < size) {
        uint8_t c = uart_rx_one_char_block();
        line[n++] = c;
        if (c == '\r' || c == '\n') {
            break;
        }
    }
    line[n] = 0;
    return 0;
}

/* One character from the receive ring: 0 and the character, or 1. */
int uart_rx_readbuff(struct uart_dev *dev, uint8_t *c)
{
    if (dev->receive.read == dev->receive.write) {
        return 1;
    }
    *c = *dev->receive.read++;
    if (dev->receive.read == dev->receive.buffer + RECEIVE_SIZE) {
        dev->receive.read = dev->receive.buffer;
    }
    return 0;
}

/* A line from the receive ring; gives its length. */
int UartGetCmdLn(uint8_t *line)
{
    int n = 0;
    uint8_t c;
    while (uart_rx_readbuff(&UartDev, &c) == 0 && c != '\r') {
        line[n++] = c;
    }
    line[n] = 0;
    return n;
}

int ets_getc(uint8_t *c)
{
    *c = uart_rx_one_char_block();
    return 0;
}

void ets_putc(uint8_t c)
{
    uart_tx_one_char(c);
}
