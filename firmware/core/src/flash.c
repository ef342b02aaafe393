// The flash chip through the ROM. While it is busy nothing can be fetched from mapped flash: the calls
// run from instruction RAM with the cache and interrupts off, and the data must lie in data RAM.
#include "chip.h"
#include "core.h"

static void IRAM_ATTR begin_access(uint32_t *ps) {
    *ps = interrupts_off();
    Cache_Read_Disable();
}

static void IRAM_ATTR end_access(uint32_t ps) {
    Cache_Read_Enable(0, 0, 1);
    interrupts_restore(ps);
}

bool IRAM_ATTR flash_erase_sector(uint32_t sector) {
    uint32_t ps;
    begin_access(&ps);
    int result = SPIEraseSector(sector);
    end_access(ps);
    return result == 0;
}

bool IRAM_ATTR flash_write(uint32_t address, const uint32_t *data, uint32_t length) {
    uint32_t ps;
    begin_access(&ps);
    int result = SPIWrite(address, data, length);
    end_access(ps);
    return result == 0;
}

bool IRAM_ATTR flash_read(uint32_t address, uint32_t *data, uint32_t length) {
    uint32_t ps;
    begin_access(&ps);
    int result = SPIRead(address, data, length);
    end_access(ps);
    return result == 0;
}
