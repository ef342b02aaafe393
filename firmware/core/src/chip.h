// Registers and ROM entry points of the ESP8266 that this core uses (ESP8266 facts, section 3).
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define REG32(address) (*(volatile uint32_t *)(address))

#define DPORT_EDGE_INT_ENABLE REG32(0x3FF00004)
#define DPORT_EDGE_FRC2 (1u << 2)
#define EFUSE_WORD(n) REG32(0x3FF00050 + 4 * (n))
#define WDEV_MICROSECONDS REG32(0x3FF20C00)
#define WDEV_RANDOM REG32(0x3FF20E44)

#define UART0_FIFO REG32(0x60000000)
#define UART0_INT_STATUS REG32(0x60000008)
#define UART0_INT_ENABLE REG32(0x6000000C)
#define UART0_INT_CLEAR REG32(0x60000010)
#define UART0_CLKDIV REG32(0x60000014)
#define UART0_STATUS REG32(0x6000001C)
#define UART0_CONF0 REG32(0x60000020)
#define UART0_CONF1 REG32(0x60000024)
#define UART_INT_RX_FULL (1u << 0)
#define UART_INT_RX_OVERFLOW (1u << 4)
#define UART_INT_RX_TIMEOUT (1u << 8)
#define UART_FIFO_SIZE 128

#define GPIO_OUT REG32(0x60000300)
#define GPIO_OUT_W1TS REG32(0x60000304)
#define GPIO_OUT_W1TC REG32(0x60000308)
#define GPIO_ENABLE_W1TS REG32(0x60000310)
#define GPIO_ENABLE_W1TC REG32(0x60000314)
#define GPIO_IN REG32(0x60000318)
#define GPIO_PIN(n) REG32(0x60000328 + 4 * (n))
#define GPIO16_OUT REG32(0x60000768)
#define GPIO16_ENABLE REG32(0x60000774)
#define GPIO16_IN REG32(0x6000078C)
#define GPIO16_CONF REG32(0x60000790)
#define GPIO16_FUNCTION REG32(0x600007A0)
#define IOMUX(offset) REG32(0x60000800 + (offset))
#define IOMUX_PULLUP (1u << 7)
#define IOMUX_FUNCTION(n) ((((n) & 4) << 6) | (((n) & 3) << 4))

#define FRC2_LOAD REG32(0x60000620)
#define FRC2_COUNT REG32(0x60000624)
#define FRC2_CTRL REG32(0x60000628)
#define FRC2_INT_CLEAR REG32(0x6000062C)
#define FRC2_ALARM REG32(0x60000630)
#define FRC_DIV16 (1u << 2)
#define FRC_RUN (1u << 7)
#define FRC2_TICKS_PER_US 5

#define WDT_CTL REG32(0x60000900)
#define WDT_OP REG32(0x60000904)
#define WDT_OP_ND REG32(0x60000908)
#define WDT_FEED REG32(0x60000914)
#define WDT_FEED_KEY 0x73

#define ADC_SAMPLE REG32(0x60000D80)
#define RTC_RESET_RECORD ((volatile uint32_t *)0x60001100)
#define RTC_USER_MEMORY ((volatile uint32_t *)0x60001200)
#define RTC_USER_MEMORY_BYTES 512

#define CHIP_HZ 80000000u
#define SYSTEM_STACK_END 0x3FFFFFB0u

#ifdef __cplusplus
extern "C" {
#endif
void Cache_Read_Enable(uint32_t odd_even, uint32_t megabyte, uint32_t banks);
void Cache_Read_Disable(void);
int SPIEraseSector(uint32_t sector);
int SPIWrite(uint32_t address, const uint32_t *data, uint32_t length);
int SPIRead(uint32_t address, uint32_t *data, uint32_t length);
int SPIUnlock(void *chip);
uint32_t rtc_get_reset_reason(void);
void software_reset(void);
void rom_i2c_writeReg(uint32_t block, uint32_t host, uint32_t reg, uint32_t value);
void ets_update_cpu_frequency(uint32_t megahertz);
void uart_div_modify(int uart, uint32_t divisor);
void ets_install_uart_printf(void);
#ifdef __cplusplus
}
#endif

static inline uint32_t interrupts_off(void) {
    uint32_t ps;
    __asm__ volatile("rsil %0, 15" : "=a"(ps)::"memory");
    return ps;
}

static inline void interrupts_restore(uint32_t ps) {
    __asm__ volatile("wsr %0, ps\n\trsync" ::"a"(ps) : "memory");
}

static inline uint32_t stack_pointer(void) {
    uint32_t sp;
    __asm__ volatile("mov %0, a1" : "=a"(sp));
    return sp;
}
