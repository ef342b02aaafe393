// The vendor's system interface over the core, and what the C library asks of its system.
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <time.h>
#include "chip.h"
#include "core.h"
#include "user_interface.h"

static int64_t wall_offset_us;

struct rst_info *system_get_rst_info(void) { return (struct rst_info *)reset_record(); }
void system_restart(void) { restart_with(REASON_SOFT_RESTART); }
uint32 system_get_time(void) { return WDEV_MICROSECONDS; }
uint8 system_get_cpu_freq(void) { return CHIP_HZ / 1000000; }
const char *system_get_sdk_version(void) { return "espalier-1"; }
void system_soft_wdt_feed(void) { soft_watchdog_feed(); }

uint32 system_get_free_heap_size(void) {
    struct heap_figures figures;
    heap_figures(&figures);
    return figures.free_bytes;
}

// Last three octets of the MAC address (ESP8266 facts 1.6).
uint32 system_get_chip_id(void) { return (EFUSE_WORD(0) >> 24) | ((EFUSE_WORD(1) & 0xffff) << 8); }

bool system_os_task(os_task_t task, uint8 priority, os_event_t *queue, uint8 length) {
    ets_task(task, priority, queue, length);
    return true;
}

bool system_os_post(uint8 priority, os_signal_t signal, os_param_t parameter) {
    return ets_post(priority, signal, parameter) == 0;
}

#define RTC_BLOCKS 192

bool system_rtc_mem_read(uint8 block, void *destination, uint16 bytes) {
    if (block * 4u + bytes > RTC_BLOCKS * 4u || bytes % 4) {
        return false;
    }
    for (unsigned i = 0; i < bytes / 4u; i++) {
        ((uint32_t *)destination)[i] = RTC_RESET_RECORD[block + i];
    }
    return true;
}

bool system_rtc_mem_write(uint8 block, const void *source, uint16 bytes) {
    if (block < 64 || block * 4u + bytes > RTC_BLOCKS * 4u || bytes % 4) {
        return false;
    }
    for (unsigned i = 0; i < bytes / 4u; i++) {
        RTC_RESET_RECORD[block + i] = ((const uint32_t *)source)[i];
    }
    return true;
}

void wall_clock_set(uint32_t seconds, uint32_t microseconds) {
    wall_offset_us = (int64_t)seconds * 1000000 + microseconds - (int64_t)micros64();
}

int gettimeofday(struct timeval *restrict now, void *restrict zone) {
    (void)zone;
    int64_t us = (int64_t)micros64() + wall_offset_us;
    now->tv_sec = us / 1000000;
    now->tv_usec = us % 1000000;
    return 0;
}

int settimeofday(const struct timeval *now, const struct timezone *zone) {
    (void)zone;
    wall_clock_set(now->tv_sec, now->tv_usec);
    return 0;
}

time_t time(time_t *result) {
    time_t seconds = ((int64_t)micros64() + wall_offset_us) / 1000000;
    if (result) {
        *result = seconds;
    }
    return seconds;
}

void _exit(int status) {
    (void)status;
    abort();
}
