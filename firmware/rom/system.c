/* Reset reason, clocks, delays, watchdog, analog bus. */
#include "rom.h"

#define CAUSE_SLEEP 5
#define CAUSE_SLEEP_OTHER 6
#define WDT_ENABLE BIT(0)

/* Reads the cause of the last reset: 1 power, 2 pin, 3 software, 4 watchdog, 5 and 6 sleep. */
int rtc_get_reset_reason(void)
{
    int cause = RTC_CAUSE & 0xF;
    if (cause == CAUSE_SLEEP) {
        uint32_t detail = (RTC_CAUSE_DETAIL >> 8) & 0x3F;
        cause = detail == 1 ? CAUSE_SLEEP_OTHER : detail == 8 ? CAUSE_SLEEP : 0;
    }
    RTC_STATE0 &= ~BIT(21);
    return cause;
}

void software_reset(void)
{
    RTC_CTRL |= BIT(31);
}

/* CPU clock in MHz as software last told it; the chip's ROM takes it for 80 from the first moment. */
__attribute__((section(".at.3fffc704.cpu_mhz")))
static uint32_t cpu_mhz = 80;

void ets_update_cpu_frequency(uint32_t mhz)
{
    cpu_mhz = mhz;
}

uint32_t ets_get_cpu_frequency(void)
{
    return cpu_mhz;
}

static inline uint32_t cycles(void)
{
    uint32_t count;
    __asm__ volatile("rsr.ccount %0" : "=a"(count));
    return count;
}

void ets_delay_us(uint32_t microseconds)
{
    uint32_t start = cycles();
    uint32_t wait = microseconds * cpu_mhz;
    while (cycles() - start < wait) {
    }
}

/* Watchdog: mode 0 is off; the arguments choose the reload exponents. */
static uint32_t wdt_mode;
static uint8_t wdt_exponent[2];

static uint32_t exponent_of(uint32_t seconds)
{
    return seconds == 3 ? 11 : seconds == 6 ? 12 : 13;
}

uint32_t ets_wdt_get_mode(void)
{
    return wdt_mode;
}

static void start_watchdog(uint32_t mode)
{
    WDT_CTL &= ~WDT_ENABLE;
    WDT_OP = wdt_exponent[0];
    WDT_OP_ND = wdt_exponent[1];
    WDT_CTL |= WDT_ENABLE;
    WDT_FEED = WDT_FEED_KEY;
    wdt_mode = mode;
}

void ets_wdt_enable(uint32_t mode, uint32_t first, uint32_t second)
{
    wdt_exponent[0] = exponent_of(first);
    wdt_exponent[1] = exponent_of(second);
    start_watchdog(mode);
}

uint32_t ets_wdt_disable(void)
{
    uint32_t mode = wdt_mode;
    WDT_CTL &= ~WDT_ENABLE;
    WDT_FEED = WDT_FEED_KEY;
    wdt_mode = 0;
    return mode;
}

void ets_wdt_restore(uint32_t mode)
{
    if (mode) {
        start_watchdog(mode);
    }
}

void ets_wdt_init(void)
{
    ets_wdt_disable();
    wdt_exponent[0] = wdt_exponent[1] = exponent_of(12);
}

/* The analog bus: one command register per host, bit 24 writes, bit 25 is busy. */
#define I2C_COMMAND(host) REG(0x60000D00 + 4 * (host))
#define I2C_WRITE BIT(24)
#define I2C_BUSY BIT(25)

uint32_t rom_i2c_readReg(uint32_t block, uint32_t host, uint32_t reg)
{
    I2C_COMMAND(host) = block | reg << 8;
    while (I2C_COMMAND(host) & I2C_BUSY) {
    }
    return (I2C_COMMAND(host) >> 16) & 0xFF;
}

void rom_i2c_writeReg(uint32_t block, uint32_t host, uint32_t reg, uint32_t value)
{
    I2C_COMMAND(host) = block | reg << 8 | value << 16 | I2C_WRITE;
    while (I2C_COMMAND(host) & I2C_BUSY) {
    }
}

static uint32_t field_mask(uint32_t high, uint32_t low)
{
    return ((2u << (high - low)) - 1) << low;
}

uint32_t rom_i2c_readReg_Mask(uint32_t block, uint32_t host, uint32_t reg, uint32_t high, uint32_t low)
{
    return (rom_i2c_readReg(block, host, reg) & field_mask(high, low)) >> low;
}

void rom_i2c_writeReg_Mask(uint32_t block, uint32_t host, uint32_t reg, uint32_t high, uint32_t low, uint32_t value)
{
    uint32_t mask = field_mask(high, low);
    uint32_t old = rom_i2c_readReg(block, host, reg);
    rom_i2c_writeReg(block, host, reg, (old & ~mask) | (value << low & mask));
}
