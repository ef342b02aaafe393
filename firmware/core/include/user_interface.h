// The part of the vendor's system interface that this core offers.
#pragma once
#include "c_types.h"
#include "ets_sys.h"

#ifdef __cplusplus
extern "C" {
#endif

enum rst_reason {
    REASON_DEFAULT_RST = 0,
    REASON_WDT_RST = 1,
    REASON_EXCEPTION_RST = 2,
    REASON_SOFT_WDT_RST = 3,
    REASON_SOFT_RESTART = 4,
    REASON_DEEP_SLEEP_AWAKE = 5,
    REASON_EXT_SYS_RST = 6
};

// Why the chip was reset last: the seven words at RTC memory 0x60001100.
struct rst_info {
    uint32 reason;
    uint32 exccause;
    uint32 epc1;
    uint32 epc2;
    uint32 epc3;
    uint32 excvaddr;
    uint32 depc;
};

struct ip_info {
    struct { uint32 addr; } ip;
    struct { uint32 addr; } netmask;
    struct { uint32 addr; } gw;
};

#define STATION_IF 0x00
#define SOFTAP_IF 0x01
#define NULL_MODE 0x00
#define STATION_MODE 0x01
#define SOFTAP_MODE 0x02
#define STATIONAP_MODE 0x03

struct rst_info *system_get_rst_info(void);
void system_restart(void) __attribute__((noreturn));
uint32 system_get_free_heap_size(void);
uint32 system_get_chip_id(void);
uint32 system_get_time(void);
uint8 system_get_cpu_freq(void);
uint16 system_adc_read(void);
const char *system_get_sdk_version(void);
bool system_os_task(os_task_t task, uint8 priority, os_event_t *queue, uint8 length);
bool system_os_post(uint8 priority, os_signal_t signal, os_param_t parameter);
void system_soft_wdt_feed(void);
bool system_rtc_mem_read(uint8 block, void *destination, uint16 bytes);
bool system_rtc_mem_write(uint8 block, const void *source, uint16 bytes);
bool wifi_get_macaddr(uint8 interface, uint8 *mac);
uint8 wifi_get_opmode(void);
bool wifi_get_ip_info(uint8 interface, struct ip_info *info);
uint8 wifi_softap_get_station_num(void);

#ifdef __cplusplus
}
#endif
