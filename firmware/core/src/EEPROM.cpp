#include "EEPROM.h"
#include <stdlib.h>
#include "core.h"

EEPROMClass EEPROM;

namespace {
constexpr size_t kSectorSize = 4096;
}

void EEPROMClass::begin(size_t size) {
    if (size == 0 || size > kSectorSize) {
        return;
    }
    size = (size + 3) & ~static_cast<size_t>(3);
    if (size != size_) {
        free(data_);
        size_ = 0;
        data_ = static_cast<uint8_t *>(malloc(size));
        if (!data_) {
            return;
        }
        size_ = size;
    }
    flash_read(sector_ * kSectorSize, reinterpret_cast<uint32_t *>(data_), size_);
    dirty_ = false;
}

uint8_t EEPROMClass::read(int address) {
    return address >= 0 && static_cast<size_t>(address) < size_ ? data_[address] : 0;
}

void EEPROMClass::write(int address, uint8_t value) {
    if (address < 0 || static_cast<size_t>(address) >= size_ || data_[address] == value) {
        return;
    }
    data_[address] = value;
    dirty_ = true;
}

bool EEPROMClass::commit() {
    if (!size_) {
        return false;
    }
    if (!dirty_) {
        return true;
    }
    if (!flash_erase_sector(sector_)
        || !flash_write(sector_ * kSectorSize, reinterpret_cast<uint32_t *>(data_), size_)) {
        return false;
    }
    dirty_ = false;
    return true;
}

bool EEPROMClass::end() {
    bool stored = commit();
    free(data_);
    data_ = nullptr;
    size_ = 0;
    dirty_ = false;
    return stored;
}

uint8_t *EEPROMClass::getDataPtr() {
    dirty_ = true;
    return data_;
}
