#include "Esp.h"
#include <stdio.h>
#include "Arduino.h"
#include "chip.h"
#include "cont.h"
#include "core.h"

EspClass ESP;

namespace {
constexpr uint32_t kFlashId = 0x001640EF;
constexpr uint32_t kFlashBytes = 4 * 1024 * 1024;
constexpr char kCoreVersion[] = "espalier-1";

struct heap_figures figures() {
    struct heap_figures f;
    heap_figures(&f);
    return f;
}
}

void EspClass::restart() { restart_with(REASON_SOFT_RESTART); }
void EspClass::reset() { restart_with(REASON_SOFT_RESTART); }
void EspClass::wdtFeed() { soft_watchdog_feed(); }
void EspClass::wdtDisable() { soft_watchdog_feed(); }
void EspClass::wdtEnable(uint32_t) { soft_watchdog_feed(); }

uint32_t EspClass::getFreeHeap() { return figures().free_bytes; }
uint32_t EspClass::getMaxFreeBlockSize() { return figures().largest_bytes; }
uint8_t EspClass::getHeapFragmentation() { return figures().fragmentation_percent; }

void EspClass::getHeapStats(uint32_t *free_bytes, uint32_t *largest, uint8_t *fragmentation) {
    struct heap_figures f = figures();
    if (free_bytes) {
        *free_bytes = f.free_bytes;
    }
    if (largest) {
        *largest = f.largest_bytes;
    }
    if (fragmentation) {
        *fragmentation = f.fragmentation_percent;
    }
}

uint32_t EspClass::getFreeContStack() { return cont_free_stack(); }
uint32_t EspClass::getChipId() { return system_get_chip_id(); }
uint8_t EspClass::getCpuFreqMHz() { return CHIP_HZ / 1000000; }
uint32_t EspClass::getFlashChipId() { return kFlashId; }
uint32_t EspClass::getFlashChipRealSize() { return kFlashBytes; }
uint32_t EspClass::getFlashChipSize() { return kFlashBytes; }

uint32_t EspClass::getCycleCount() {
    uint32_t cycles;
    __asm__ volatile("rsr %0, ccount" : "=a"(cycles));
    return cycles;
}

const char *EspClass::getSdkVersion() { return kCoreVersion; }
String EspClass::getCoreVersion() { return kCoreVersion; }
String EspClass::getFullVersion() { return String("SDK:") + kCoreVersion + "/Core:" + kCoreVersion; }

String EspClass::getResetReason() {
    switch (reset_record()->reason) {
    case REASON_DEFAULT_RST:
        return F("Power On");
    case REASON_WDT_RST:
        return F("Hardware Watchdog");
    case REASON_EXCEPTION_RST:
        return F("Exception");
    case REASON_SOFT_WDT_RST:
        return F("Software Watchdog");
    case REASON_SOFT_RESTART:
        return F("Software/System restart");
    case REASON_DEEP_SLEEP_AWAKE:
        return F("Deep-Sleep Wake");
    case REASON_EXT_SYS_RST:
        return F("External System");
    }
    return F("Unknown");
}

String EspClass::getResetInfo() {
    const struct rst_info *r = reset_record();
    if (r->reason < REASON_WDT_RST || r->reason > REASON_SOFT_WDT_RST) {
        return getResetReason();
    }
    char text[160];
    snprintf(text, sizeof text,
             "Fatal exception:%d flag:%d (%s) epc1:0x%08x epc2:0x%08x epc3:0x%08x excvaddr:0x%08x depc:0x%08x",
             static_cast<int>(r->exccause), static_cast<int>(r->reason), getResetReason().c_str(),
             static_cast<unsigned>(r->epc1), static_cast<unsigned>(r->epc2), static_cast<unsigned>(r->epc3),
             static_cast<unsigned>(r->excvaddr), static_cast<unsigned>(r->depc));
    return text;
}

struct rst_info *EspClass::getResetInfoPtr() { return system_get_rst_info(); }

bool EspClass::flashEraseSector(uint32_t sector) { return flash_erase_sector(sector); }

bool EspClass::flashWrite(uint32_t offset, const uint32_t *data, size_t size) { return flash_write(offset, data, size); }

bool EspClass::flashRead(uint32_t offset, uint32_t *data, size_t size) { return flash_read(offset, data, size); }

bool EspClass::rtcUserMemoryRead(uint32_t offset, uint32_t *data, size_t size) {
    if (offset * 4 + size > RTC_USER_MEMORY_BYTES || size % 4) {
        return false;
    }
    for (size_t i = 0; i < size / 4; i++) {
        data[i] = RTC_USER_MEMORY[offset + i];
    }
    return true;
}

bool EspClass::rtcUserMemoryWrite(uint32_t offset, uint32_t *data, size_t size) {
    if (offset * 4 + size > RTC_USER_MEMORY_BYTES || size % 4) {
        return false;
    }
    for (size_t i = 0; i < size / 4; i++) {
        RTC_USER_MEMORY[offset + i] = data[i];
    }
    return true;
}

uint32_t EspClass::random() { return WDEV_RANDOM; }
