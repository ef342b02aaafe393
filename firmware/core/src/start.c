// From the second-stage loader to the task loop; the sketch as a task.
#include <stdlib.h>
#include "Arduino.h"
#include "chip.h"
#include "cont.h"
#include "core.h"

#define SKETCH_QUEUE 2
#define CONSOLE_BAUD 115200
// Ten bits at the ROM's 74880 baud, and a little.
#define LAST_CHARACTER_US 150

extern void (*_ctors_start[])(void);
extern void (*_ctors_end[])(void);

// First words of the mapped-flash segment; the packer fills in the image's length and checksum.
const uint32_t __crc_len __attribute__((section(".irom.header.0"), used)) = 0;
const uint32_t __crc_val __attribute__((section(".irom.header.1"), used)) = 0;

void network_start(void) __attribute__((weak));

static ETSEvent sketch_queue[SKETCH_QUEUE];
static bool sketch_posted;
static ETSTimer wait_timer;

// The board's crystal is 26 MHz; the PLL multiplies it to the 80 MHz that the buses want. The UART's clock
// changes with it, so the loader's last words go out first.
static void IRAM_ATTR clock_to_80_mhz(void) {
    while ((UART0_STATUS >> 16) & 0xff) {
    }
    ets_delay_us(LAST_CHARACTER_US);
    rom_i2c_writeReg(103, 4, 1, 0x88);
    rom_i2c_writeReg(103, 4, 2, 0x91);
    ets_update_cpu_frequency(80);
}

static void watchdog_start(void) {
    WDT_CTL = 0;
    WDT_OP = 12;
    WDT_OP_ND = 12;
    WDT_FEED = WDT_FEED_KEY;
    WDT_CTL = 0x39;
}

static void sketch_life(void) {
    setup();
    for (;;) {
        soft_watchdog_feed();
        loop();
        yield();
    }
}

static void sketch_task(ETSEvent *event) {
    (void)event;
    sketch_posted = false;
    cont_resume(sketch_life);
    cont_check();
}

void esp_schedule(void) {
    if (!sketch_posted) {
        sketch_posted = true;
        ets_post(PRIORITY_SKETCH, 0, 0);
    }
}

static void wait_over(void *arg) {
    (void)arg;
    esp_schedule();
}

void esp_yield(void) {
    if (!cont_can_yield()) {
        __panic_func(PSTR("start.c"), __LINE__, PSTR("esp_yield"));
    }
    cont_suspend();
}

void yield(void) {
    if (!cont_can_yield()) {
        __panic_func(PSTR("start.c"), __LINE__, PSTR("__yield"));
    }
    esp_schedule();
    esp_yield();
}

void optimistic_yield(uint32_t interval_us) {
    static uint32_t last;
    if (cont_can_yield() && micros() - last > interval_us) {
        last = micros();
        yield();
    }
}

void sketch_wait(uint32_t milliseconds) {
    ets_timer_setfn(&wait_timer, wait_over, NULL);
    ets_timer_arm_new(&wait_timer, milliseconds, false, true);
    esp_yield();
    ets_timer_disarm(&wait_timer);
}

void delay(unsigned long milliseconds) {
    if (milliseconds == 0) {
        yield();
        return;
    }
    uint64_t end = micros64() + (uint64_t)milliseconds * 1000;
    for (uint64_t now = micros64(); now < end; now = micros64()) {
        sketch_wait((end - now + 999) / 1000);
    }
}

unsigned long millis(void) { return micros64() / 1000; }
unsigned long micros(void) { return WDEV_MICROSECONDS; }
void delayMicroseconds(unsigned int microseconds) { ets_delay_us(microseconds); }

static void run_constructors(void) {
    for (void (**c)(void) = _ctors_end; c-- != _ctors_start;) {
        (*c)();
    }
}

static void core_run(void) {
    uart_begin(CONSOLE_BAUD);
    ets_install_uart_printf();
    reset_record_load();
    watchdog_start();
    timers_start();
    cont_init();
    run_constructors();
    if (network_start) {
        network_start();
    }
    ets_task(sketch_task, PRIORITY_SKETCH, sketch_queue, SKETCH_QUEUE);
    esp_schedule();
    ets_run();
}

// Called by vectors.S with interrupts masked and mapped flash not yet readable.
void IRAM_ATTR core_start(void) {
    clock_to_80_mhz();
    Cache_Read_Disable();
    Cache_Read_Enable(0, 0, 1);
    core_run();
}
