/*
 * Second-stage loader: obeys the command block in RTC memory (copy an image over another one), then
 * loads the application from flash 0x1000 and jumps to it. An application whose checksum is wrong is
 * not started.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

int ets_printf(const char *format, ...);
int SPIRead(uint32_t address, uint32_t *to, uint32_t length);
int SPIWrite(uint32_t address, const uint32_t *from, uint32_t length);
int SPIEraseSector(uint32_t sector);
int SPIUnlock(void);
void Cache_Read_Disable(void);
void software_reset(void);
void ets_delay_us(uint32_t microseconds);

#define APP_OFFSET 0x1000
#define IMAGE_MAGIC 0xE9
#define CHECKSUM_SEED 0xEF
#define SECTOR 0x1000
#define CHUNK 128
#define GZIP_MAGIC 0x8B1F

#define COMMAND ((volatile uint32_t *)0x60001200)
#define COMMAND_WORDS 32
#define COMMAND_MAGIC 0xEB001000
#define COMMAND_MAGIC_MASK 0xFFFFF000
#define CRC_WORD 31
#define LAST_CHARACTERS_US 1000

enum action { COPY_RAW = 1, LOAD_APP = -1 };

enum result {
    OK = 0,
    UNALIGNED = 1,
    ERASE_FAILED = 2,
    READ_FAILED = 3,
    WRITE_FAILED = 4,
    COMPRESSED = 5,
    BAD_IMAGE = 8,
    BAD_CHECKSUM = 9,
};

struct command {
    uint32_t magic;
    int32_t action;
    uint32_t args[29];
    uint32_t crc;
};

/* CRC-32, polynomial 04C11DB7, most significant bit first, start FFFFFFFF. */
static uint32_t crc32(const volatile uint32_t *words, uint32_t count)
{
    uint32_t crc = 0xFFFFFFFF;
    for (uint32_t i = 0; i < count * 4; i++) {
        crc ^= (words[i / 4] >> (i % 4 * 8)) << 24;
        for (int bit = 0; bit < 8; bit++) {
            crc = crc << 1 ^ (crc >> 31 ? 0x04C11DB7 : 0);
        }
    }
    return crc;
}

static bool command_is_valid(void)
{
    return (COMMAND[0] & COMMAND_MAGIC_MASK) == COMMAND_MAGIC && crc32(COMMAND, CRC_WORD) == COMMAND[CRC_WORD];
}

static void forget_command(void)
{
    COMMAND[0] = 0;
    COMMAND[CRC_WORD] = 0;
}

static bool same_sector(uint32_t a, uint32_t b)
{
    uint32_t left[CHUNK / 4], right[CHUNK / 4];
    for (uint32_t at = 0; at < SECTOR; at += CHUNK) {
        if (SPIRead(a + at, left, CHUNK) || SPIRead(b + at, right, CHUNK)) {
            return false;
        }
        for (uint32_t i = 0; i < CHUNK / 4; i++) {
            if (left[i] != right[i]) {
                return false;
            }
        }
    }
    return true;
}

static enum result copy_sector(uint32_t from, uint32_t to)
{
    uint32_t words[CHUNK / 4];
    if (SPIEraseSector(to / SECTOR)) {
        return ERASE_FAILED;
    }
    for (uint32_t at = 0; at < SECTOR; at += CHUNK) {
        if (SPIRead(from + at, words, CHUNK)) {
            return READ_FAILED;
        }
        if (SPIWrite(to + at, words, CHUNK)) {
            return WRITE_FAILED;
        }
    }
    return OK;
}

/* Copies whole sectors; a boot sector that is already the same stays untouched. */
static enum result copy_raw(uint32_t from, uint32_t to, uint32_t size)
{
    uint32_t first;
    if ((from | to) % SECTOR) {
        return UNALIGNED;
    }
    if (SPIRead(from, &first, sizeof first)) {
        return READ_FAILED;
    }
    if ((first & 0xFFFF) == GZIP_MAGIC) {
        return COMPRESSED;
    }
    SPIUnlock();
    for (uint32_t at = 0; at < size; at += SECTOR) {
        if (to + at == 0 && same_sector(from, to)) {
            ets_printf("B");
            continue;
        }
        enum result result = copy_sector(from + at, to + at);
        if (result != OK) {
            return result;
        }
    }
    return OK;
}

static bool goes_to_ram(uint32_t address)
{
    return address < 0x40000000 || (address >= 0x40100000 && address < 0x40108000) || address >= 0x60000000;
}

/* Reads a segment into RAM, or only through the checksum when it is executed from flash. */
static enum result load_segment(uint32_t flash, uint32_t address, uint32_t length, uint32_t *checksum)
{
    uint32_t words[CHUNK / 4];
    bool to_ram = goes_to_ram(address);
    while (length) {
        uint32_t count = length < CHUNK ? length : CHUNK;
        if (SPIRead(flash, words, count)) {
            return READ_FAILED;
        }
        for (uint32_t i = 0; i < count / 4; i++) {
            *checksum ^= words[i];
            if (to_ram) {
                ((volatile uint32_t *)address)[i] = words[i];
            }
        }
        flash += count;
        address += count;
        length -= count;
    }
    return OK;
}

/* Loads the application that begins at this flash address and jumps to it; returns on failure only. */
static enum result load_app(uint32_t flash)
{
    uint32_t header[2], segment[2];
    uint32_t checksum = 0;
    if (SPIRead(flash, header, sizeof header)) {
        return READ_FAILED;
    }
    uint32_t segments = header[0] >> 8 & 0xFF;
    if ((header[0] & 0xFF) != IMAGE_MAGIC || segments == 0) {
        return BAD_IMAGE;
    }
    flash += sizeof header;
    for (; segments; segments--) {
        if (SPIRead(flash, segment, sizeof segment)) {
            return READ_FAILED;
        }
        if (segment[1] % 4) {
            return BAD_IMAGE;
        }
        flash += sizeof segment;
        enum result result = load_segment(flash, segment[0], segment[1], &checksum);
        if (result != OK) {
            return result;
        }
        flash += segment[1];
    }
    checksum ^= checksum >> 16;
    checksum ^= checksum >> 8;
    uint32_t last;
    if (SPIRead((flash & ~15u) + 12, &last, sizeof last)) {
        return READ_FAILED;
    }
    if (((checksum ^ CHECKSUM_SEED ^ last >> 24) & 0xFF) != 0) {
        return BAD_CHECKSUM;
    }
    __asm__ volatile("mov a1, %0\n\tjx %1" ::"a"(0x3FFFFFF0), "a"(header[1]));
    __builtin_unreachable();
}

void __attribute__((noreturn)) boot_main(void)
{
    uint32_t version = 0;
    uint32_t app = 0;
    Cache_Read_Disable();
    SPIRead(APP_OFFSET + 16, &version, sizeof version);
    ets_printf("v%08x\n", version);
    if (!command_is_valid()) {
        ets_printf("~");
    } else {
        ets_printf("@");
        struct command command;
        for (uint32_t i = 0; i < COMMAND_WORDS; i++) {
            ((uint32_t *)&command)[i] = COMMAND[i];
        }
        forget_command();
        if (command.action == COPY_RAW) {
            ets_printf("cp:");
            enum result result = copy_raw(command.args[0], command.args[1], command.args[2]);
            ets_printf("%d\n", result);
            app = command.args[1];
        } else if (command.action == LOAD_APP) {
            app = command.args[0];
        }
    }
    ets_printf("ld\n");
    ets_printf("e:%d\n", load_app(app + APP_OFFSET));
    ets_delay_us(LAST_CHARACTERS_US);
    software_reset();
    for (;;) {
    }
}
