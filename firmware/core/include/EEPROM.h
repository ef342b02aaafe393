// A copy in RAM of the start of the flash sector 0x3FB000.
// commit() erases the whole sector and writes only the size given to begin(): the rest becomes 0xFF.
#pragma once
#include <stddef.h>
#include <stdint.h>
#include <string.h>

class EEPROMClass {
public:
    EEPROMClass() : EEPROMClass(0x3FB) {}
    explicit EEPROMClass(uint32_t sector) : sector_(sector) {}
    // size 1..4096, rounded up to 4.
    void begin(size_t size);
    // Out of range reads 0.
    uint8_t read(int address);
    void write(int address, uint8_t value);
    bool commit();
    bool end();
    uint8_t *getDataPtr();
    const uint8_t *getConstDataPtr() const { return data_; }
    size_t length() const { return size_; }
    uint8_t operator[](int address) { return read(address); }

    template <typename T> T &get(int address, T &value) {
        if (address >= 0 && address + sizeof(T) <= size_) {
            memcpy(&value, data_ + address, sizeof(T));
        }
        return value;
    }
    template <typename T> const T &put(int address, const T &value) {
        if (address >= 0 && address + sizeof(T) <= size_ && memcmp(data_ + address, &value, sizeof(T)) != 0) {
            dirty_ = true;
            memcpy(data_ + address, &value, sizeof(T));
        }
        return value;
    }

private:
    uint32_t sector_;
    uint8_t *data_ = nullptr;
    size_t size_ = 0;
    bool dirty_ = false;
};

extern EEPROMClass EEPROM;
