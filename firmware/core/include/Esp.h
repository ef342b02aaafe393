// The chip and its heap as an object.
#pragma once
#include <stddef.h>
#include <stdint.h>
#include "WString.h"
extern "C" {
#include "user_interface.h"
}

class EspClass {
public:
    void restart() __attribute__((noreturn));
    void reset() __attribute__((noreturn));
    void wdtFeed();
    void wdtDisable();
    void wdtEnable(uint32_t timeout_ms);
    // Free heap in bytes; largest block that is free in one piece; 100 - 100 * sqrt(sum of squares) / sum of the free runs.
    uint32_t getFreeHeap();
    uint32_t getMaxFreeBlockSize();
    uint8_t getHeapFragmentation();
    void getHeapStats(uint32_t *free_bytes = nullptr, uint32_t *largest = nullptr, uint8_t *fragmentation = nullptr);
    // Lowest distance, in bytes, between the sketch's stack and its guard since boot.
    uint32_t getFreeContStack();
    uint32_t getChipId();
    uint8_t getCpuFreqMHz();
    uint32_t getFlashChipId();
    uint32_t getFlashChipRealSize();
    uint32_t getFlashChipSize();
    uint32_t getCycleCount();
    const char *getSdkVersion();
    String getCoreVersion();
    String getFullVersion();
    String getResetReason();
    String getResetInfo();
    struct rst_info *getResetInfoPtr();
    // Offsets are flash addresses. Sector = 4096 bytes. Addresses and sizes in multiples of 4.
    bool flashEraseSector(uint32_t sector);
    bool flashWrite(uint32_t offset, const uint32_t *data, size_t size);
    bool flashRead(uint32_t offset, uint32_t *data, size_t size);
    bool rtcUserMemoryRead(uint32_t offset, uint32_t *data, size_t size);
    bool rtcUserMemoryWrite(uint32_t offset, uint32_t *data, size_t size);
    uint32_t random();
};

extern EspClass ESP;
