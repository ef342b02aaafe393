/* Shared declarations of the mask ROM: registers, public structures, public functions. */
#ifndef ROM_H
#define ROM_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define REG(address) (*(volatile uint32_t *)(address))
#define BIT(n) (1u << (n))

/* A word that may hold any other type: the ROM reads bytes of read-only memory as whole words. */
typedef uint32_t __attribute__((may_alias)) any_word;

/* One byte at any address, read by an aligned word load: flash and ROM refuse narrow loads. */
static inline uint8_t byte_at(const void *address)
{
    uintptr_t at = (uintptr_t)address;
    return *(const any_word *)(at & ~3u) >> ((at & 3) * 8);
}

static inline uint32_t rotate_left(uint32_t value, int count)
{
    return value << count | value >> (32 - count);
}

/* UART n, n = 0 or 1. */
#define UART_BASE(n) (0x60000000u + (n) * 0xF00u)
#define UART_FIFO(n) REG(UART_BASE(n) + 0x00)
#define UART_INT_STATUS(n) REG(UART_BASE(n) + 0x08)
#define UART_INT_ENABLE(n) REG(UART_BASE(n) + 0x0C)
#define UART_INT_CLEAR(n) REG(UART_BASE(n) + 0x10)
#define UART_CLKDIV(n) REG(UART_BASE(n) + 0x14)
#define UART_AUTOBAUD(n) REG(UART_BASE(n) + 0x18)
#define UART_STATUS(n) REG(UART_BASE(n) + 0x1C)
#define UART_CONF0(n) REG(UART_BASE(n) + 0x20)
#define UART_CONF1(n) REG(UART_BASE(n) + 0x24)
#define UART_LOW_PULSE(n) REG(UART_BASE(n) + 0x28)
#define UART_HIGH_PULSE(n) REG(UART_BASE(n) + 0x2C)
#define UART_PULSE_NUM(n) REG(UART_BASE(n) + 0x30)
#define UART_RX_COUNT(status) ((status) & 0xFF)
#define UART_TX_COUNT_MASK 0x00FF0000u
#define UART_CONF0_8N1 0x1Cu
#define UART_CONF0_RX_RESET BIT(17)
#define UART_CONF0_TX_RESET BIT(18)
#define UART_INT_RX_FULL BIT(0)
#define UART_INT_RX_TIMEOUT BIT(8)

/* SPI0, the flash's controller. */
#define SPI_CMD REG(0x60000200)
#define SPI_ADDR REG(0x60000204)
#define SPI_CTRL REG(0x60000208)
#define SPI_RSTATUS REG(0x60000210)
#define SPI_W(n) REG(0x60000240 + 4 * (n))

#define DPORT_EDGE_INT_ENABLE REG(0x3FF00004)
#define DPORT_SPI_READY REG(0x3FF0000C)
#define DPORT_CPU_CLOCK REG(0x3FF00014)
#define DPORT_CACHE_BANKS REG(0x3FF00024)

#define GPIO_REG(offset) REG(0x60000300 + (offset))
#define GPIO_IN REG(0x60000318)
#define IOMUX(offset) REG(0x60000800 + (offset))

#define FRC2_COUNT REG(0x60000624)
#define FRC2_CTRL REG(0x60000628)
#define FRC2_INT REG(0x6000062C)
#define FRC2_ALARM REG(0x60000630)

#define RTC_CTRL REG(0x60000700)
#define RTC_STATE0 REG(0x60000708)
#define RTC_CAUSE REG(0x60000714)
#define RTC_CAUSE_DETAIL REG(0x60000718)

#define WDT_CTL REG(0x60000900)
#define WDT_OP REG(0x60000904)
#define WDT_OP_ND REG(0x60000908)
#define WDT_FEED REG(0x60000914)
#define WDT_FEED_KEY 0x73u

#define INUM_GPIO 4
#define INUM_UART 5
#define INUM_WDT 8
#define INUM_FRC2 10

/* The flash record behind the pointer at 0x3FFFC714. */
struct flash_chip {
    uint32_t id;
    uint32_t chip_size;
    uint32_t block_size;
    uint32_t sector_size;
    uint32_t page_size;
    uint32_t status_mask;
};
extern struct flash_chip *flashchip;

/* The record at 0x3FFFDE10, laid out as the vendor's public header has it. */
struct uart_dev {
    uint32_t baud_rate;
    uint32_t data_bits;
    uint32_t exist_parity;
    uint32_t parity;
    uint32_t stop_bits;
    uint32_t flow_ctrl;
    struct {
        uint32_t size;
        uint8_t *buffer;
        uint8_t *write;
        uint8_t *read;
        uint8_t trigger;
        uint8_t pad[3];
        uint32_t state;
    } receive;
    struct {
        uint32_t size;
        uint8_t *buffer;
    } transmit;
    uint32_t receive_state;
    uint32_t received;
    uint8_t number;
    uint8_t pad[3];
};
extern struct uart_dev UartDev;

extern void (*user_start_fptr)(void);

typedef struct {
    uint32_t signal;
    uint32_t parameter;
} event_t;
typedef void (*task_t)(event_t *event);

/* Timer record of the public SDK header. */
typedef struct timer {
    struct timer *next;
    uint32_t expire;
    uint32_t period;
    void (*function)(void *argument);
    void *argument;
} timer_t;

/* Interrupt level while shared state is touched: above level 1, below NMI's own 3. */
static inline uint32_t lock_interrupts(void)
{
    uint32_t ps;
    __asm__ volatile("rsil %0, 2" : "=a"(ps)::"memory");
    return ps;
}

static inline void restore_interrupts(uint32_t ps)
{
    __asm__ volatile("wsr.ps %0\n\trsync" ::"a"(ps) : "memory");
}

/* Enables all interrupts and sleeps until one has been served. */
static inline void wait_for_interrupt(void)
{
    __asm__ volatile("waiti 0" ::: "memory");
}

void *memset(void *to, int byte, size_t count);
void *memcpy(void *to, const void *from, size_t count);
void *memmove(void *to, const void *from, size_t count);
int memcmp(const void *left, const void *right, size_t count);
void bzero(void *to, size_t count);
size_t strlen(const char *text);
char *strcpy(char *to, const char *from);
char *strncpy(char *to, const char *from, size_t count);
int strcmp(const char *left, const char *right);
int strncmp(const char *left, const char *right, size_t count);
char *strstr(const char *text, const char *wanted);

int ets_printf(const char *format, ...);
int ets_vprintf(void (*put)(char), const char *format, va_list arguments);
void ets_install_putc1(void (*put)(char));
void ets_install_uart_printf(void);
void ets_uart_putc1(char c);
void ets_delay_us(uint32_t microseconds);
void ets_isr_attach(uint32_t number, void *handler, void *argument);
void ets_isr_mask(uint32_t mask);
void ets_isr_unmask(uint32_t mask);
void ets_run(void);
int ets_task(task_t function, uint8_t priority, event_t *queue, uint8_t size);
int ets_post(uint8_t priority, uint32_t signal, uint32_t parameter);
void rom_i2c_writeReg(uint32_t block, uint32_t host, uint32_t reg, uint32_t value);
int rtc_get_reset_reason(void);
void software_reset(void);

void *_xtos_set_exception_handler(uint32_t cause, void *handler);
void *_xtos_set_interrupt_handler_arg(uint32_t number, void *handler, void *argument);
uint32_t _xtos_ints_on(uint32_t mask);
uint32_t _xtos_ints_off(uint32_t mask);

void uartAttach(void);
void Uart_Init(uint32_t number);
void uart_div_modify(uint32_t number, uint32_t divisor);
void uart_buff_switch(uint8_t number);
uint32_t uart_baudrate_detect(uint32_t number, bool is_sync);
void uart_wait_begin(void);
void uart_wait(void);
void uart_wait_end(void);
int uart_tx_one_char(uint8_t c);
uint8_t uart_rx_one_char_block(void);
int uart_rx_one_char(uint8_t *c);

int UartConnCheck(void);
int UartDwnLdProc(uint8_t *buffer, uint32_t size, void (**user_start)(void));

void SelectSpiFunction(void);
int spi_flash_attach(void);
void Cache_Read_Enable(uint32_t half, uint32_t megabyte, uint32_t both_banks);
void Cache_Read_Disable(void);
int Wait_SPI_Idle(struct flash_chip *chip);
int SPI_read_status(struct flash_chip *chip, uint32_t *status);
int SPI_write_status(struct flash_chip *chip, uint32_t status);
int SPI_write_enable(struct flash_chip *chip);
int Enable_QMode(struct flash_chip *chip);
int SPIReadModeCnfig(uint32_t mode);
int SPIUnlock(void);
int SPILock(void);
int SPIEraseChip(void);
int SPIEraseBlock(uint32_t block);
int SPIEraseSector(uint32_t sector);
int SPIEraseArea(uint32_t start, uint32_t length);
int SPIWrite(uint32_t address, const uint32_t *from, uint32_t length);
int SPIRead(uint32_t address, uint32_t *to, uint32_t length);
int SPIParamCfg(uint32_t id, uint32_t chip, uint32_t block, uint32_t sector, uint32_t page, uint32_t mask);

int boot_from_flash(void);

#endif
