/*
 * The smallest application that is worth flashing: sets the clock, prints who it is and why it was
 * started, then counts seconds with a timer whose interrupt wakes the ROM's task loop.
 */
#include <stdbool.h>
#include <stdint.h>

typedef struct {
    uint32_t signal;
    uint32_t parameter;
} event_t;

typedef struct timer {
    struct timer *next;
    uint32_t expire;
    uint32_t period;
    void (*function)(void *argument);
    void *argument;
} timer_t;

int ets_printf(const char *format, ...);
int ets_task(void (*task)(event_t *event), uint8_t priority, event_t *queue, uint8_t size);
int ets_post(uint8_t priority, uint32_t signal, uint32_t parameter);
void ets_run(void) __attribute__((noreturn));
void ets_timer_init(void);
void ets_timer_setfn(timer_t *timer, void (*function)(void *), void *argument);
void ets_timer_arm(timer_t *timer, uint32_t milliseconds, bool repeat);
void ets_delay_us(uint32_t microseconds);
void ets_update_cpu_frequency(uint32_t mhz);
int rtc_get_reset_reason(void);
void rom_i2c_writeReg(uint32_t block, uint32_t host, uint32_t reg, uint32_t value);
void uart_div_modify(uint32_t number, uint32_t divisor);

#define UART_STATUS (*(volatile uint32_t *)0x6000001C)
#define UART_TX_COUNT 0x00FF0000
#define APB_HZ 80000000
#define BAUD 115200
#define ONE_CHARACTER_US 150

#define TICK_PRIORITY 1
#define TICK_QUEUE 4
#define TICK_MS 1000

/* In .data, so that a boot that does not load data shows. */
static uint32_t seconds = 0x45535031;
static uint32_t boots;
static event_t queue[TICK_QUEUE];
static timer_t second_timer;

/* The analog block's PLL for a crystal of 26 MHz: CPU and APB at 80 MHz. */
static void start_pll(void)
{
    rom_i2c_writeReg(103, 4, 1, 0x88);
    rom_i2c_writeReg(103, 4, 2, 0x91);
    ets_update_cpu_frequency(80);
}

static void use_baud(uint32_t baud)
{
    while (UART_STATUS & UART_TX_COUNT) {
    }
    ets_delay_us(ONE_CHARACTER_US);
    start_pll();
    uart_div_modify(0, APB_HZ / baud);
}

static void on_timer(void *unused)
{
    (void)unused;
    ets_post(TICK_PRIORITY, 0, 0);
}

static void on_tick(event_t *event)
{
    (void)event;
    ets_printf("tick %d\n", ++seconds);
}

int main(void)
{
    use_baud(BAUD);
    ets_printf("\nespalier hello\n");
    ets_printf("reset reason %d\n", rtc_get_reset_reason());
    ets_printf("data %s, bss %s\n", seconds == 0x45535031 ? "loaded" : "missing", boots == 0 ? "clear" : "dirty");
    boots++;
    seconds = 0;
    ets_task(on_tick, TICK_PRIORITY, queue, TICK_QUEUE);
    ets_timer_init();
    ets_timer_setfn(&second_timer, on_timer, 0);
    ets_timer_arm(&second_timer, TICK_MS, true);
    ets_run();
}
