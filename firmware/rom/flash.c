/* SPI NOR flash through SPI0's built-in commands, and the switch of the instruction cache. */
#include "rom.h"

#define CMD_READ BIT(31)
#define CMD_WRITE_ENABLE BIT(30)
#define CMD_READ_STATUS BIT(27)
#define CMD_WRITE_STATUS BIT(26)
#define CMD_PAGE_PROGRAM BIT(25)
#define CMD_SECTOR_ERASE BIT(24)
#define CMD_BLOCK_ERASE BIT(23)
#define CMD_CHIP_ERASE BIT(22)
#define CMD_RELEASE_POWER_DOWN BIT(20)

#define STATUS_BUSY BIT(0)
#define STATUS_WRITE_ENABLED BIT(1)
#define STATUS_QUAD BIT(9)
#define LOCK_STATUS 0x1C

#define CTRL_FAST BIT(13)
#define CTRL_DOUT BIT(14)
#define CTRL_CACHE BIT(17)
#define CTRL_QOUT BIT(20)
#define CTRL_DIO BIT(23)
#define CTRL_QIO BIT(24)

#define READY_FLUSH BIT(0)
#define READY_FLUSHED BIT(1)
#define READY_CACHE_ON BIT(8)
#define READY_BUSY BIT(9)

#define FIFO_BYTES 32
#define SECTORS_PER_BLOCK 16

static void command(uint32_t bits)
{
    SPI_CMD = bits;
    while (SPI_CMD) {
    }
}

int SPI_read_status(struct flash_chip *chip, uint32_t *status)
{
    uint32_t value;
    do {
        SPI_RSTATUS = 0;
        command(CMD_READ_STATUS);
        value = SPI_RSTATUS & chip->status_mask;
    } while (value & STATUS_BUSY);
    *status = value;
    return 0;
}

/* Waits until neither the cache nor the chip is busy. */
int Wait_SPI_Idle(struct flash_chip *chip)
{
    uint32_t status;
    while (DPORT_SPI_READY & READY_BUSY) {
    }
    return SPI_read_status(chip, &status);
}

int SPI_write_status(struct flash_chip *chip, uint32_t status)
{
    Wait_SPI_Idle(chip);
    SPI_RSTATUS = status;
    command(CMD_WRITE_STATUS);
    return 0;
}

int SPI_write_enable(struct flash_chip *chip)
{
    uint32_t status = 0;
    Wait_SPI_Idle(chip);
    command(CMD_WRITE_ENABLE);
    while (!(status & STATUS_WRITE_ENABLED)) {
        SPI_read_status(chip, &status);
    }
    return 0;
}

int Enable_QMode(struct flash_chip *chip)
{
    uint32_t status;
    Wait_SPI_Idle(chip);
    SPI_read_status(chip, &status);
    if (!(status & STATUS_QUAD)) {
        SPI_write_enable(chip);
        SPI_write_status(chip, status | STATUS_QUAD);
    }
    return 0;
}

/* Gives the six flash pins to SPI0 (function 1). */
void SelectSpiFunction(void)
{
    for (uint32_t offset = 0x1C; offset <= 0x30; offset += 4) {
        IOMUX(offset) = BIT(4);
    }
}

/* Mode 0 QIO, 1 QOUT, 2 DIO, 3 DOUT, 4 fast, other slow. */
int SPIReadModeCnfig(uint32_t mode)
{
    uint32_t bits = 0;
    switch (mode) {
    case 0: bits = CTRL_QIO | CTRL_FAST; break;
    case 1: bits = CTRL_QOUT | CTRL_FAST; break;
    case 2: bits = CTRL_DIO | CTRL_FAST; break;
    case 3: bits = CTRL_DOUT | CTRL_FAST; break;
    case 4: bits = CTRL_FAST; break;
    }
    SPI_CTRL &= ~(CTRL_QIO | CTRL_QOUT | CTRL_DIO | CTRL_DOUT | CTRL_FAST);
    if (mode <= 1) {
        Enable_QMode(flashchip);
    }
    SPI_CTRL |= bits;
    return 0;
}

int spi_flash_attach(void)
{
    SelectSpiFunction();
    command(CMD_RELEASE_POWER_DOWN);
    return SPIReadModeCnfig(5);
}

int SPIUnlock(void)
{
    SPI_write_enable(flashchip);
    return SPI_write_status(flashchip, 0);
}

int SPILock(void)
{
    SPI_write_enable(flashchip);
    return SPI_write_status(flashchip, LOCK_STATUS);
}

int SPIParamCfg(uint32_t id, uint32_t chip, uint32_t block, uint32_t sector, uint32_t page, uint32_t mask)
{
    *flashchip = (struct flash_chip){ id, chip, block, sector, page, mask };
    return 0;
}

static int erase(uint32_t address, uint32_t bits)
{
    SPI_write_enable(flashchip);
    SPI_ADDR = address & 0xFFFFFF;
    command(bits);
    return Wait_SPI_Idle(flashchip);
}

int SPIEraseChip(void)
{
    return erase(0, CMD_CHIP_ERASE);
}

int SPIEraseBlock(uint32_t block)
{
    struct flash_chip *chip = flashchip;
    if (block >= chip->chip_size / chip->block_size) {
        return 1;
    }
    return erase(block * chip->block_size, CMD_BLOCK_ERASE);
}

int SPIEraseSector(uint32_t sector)
{
    struct flash_chip *chip = flashchip;
    if (sector >= chip->chip_size / chip->sector_size) {
        return 1;
    }
    return erase(sector * chip->sector_size, CMD_SECTOR_ERASE);
}

/*
 * Erases length bytes from start on, and more: as in the chip's ROM, the sectors up to the next
 * block boundary are erased without being subtracted from the number still to do.
 */
int SPIEraseArea(uint32_t start, uint32_t length)
{
    struct flash_chip *chip = flashchip;
    if (start % chip->sector_size || start > chip->chip_size || length > chip->chip_size - start) {
        return 1;
    }
    uint32_t sector = start / chip->sector_size;
    uint32_t left = (length + chip->sector_size - 1) / chip->sector_size;
    uint32_t head = SECTORS_PER_BLOCK - sector % SECTORS_PER_BLOCK;
    if (head > left) {
        head = left;
    }
    for (; head; head--) {
        if (SPIEraseSector(sector++)) {
            return 1;
        }
    }
    for (; left > SECTORS_PER_BLOCK; left -= SECTORS_PER_BLOCK, sector += SECTORS_PER_BLOCK) {
        if (SPIEraseBlock(sector / SECTORS_PER_BLOCK)) {
            return 1;
        }
    }
    for (; left; left--) {
        if (SPIEraseSector(sector++)) {
            return 1;
        }
    }
    return 0;
}

static bool inside_chip(uint32_t address, uint32_t length)
{
    return address <= flashchip->chip_size && length <= flashchip->chip_size - address;
}

/* Programs length bytes (a multiple of 4), never across a page in one command. */
int SPIWrite(uint32_t address, const uint32_t *from, uint32_t length)
{
    if (!inside_chip(address, length) || length % 4) {
        return 1;
    }
    while (length) {
        uint32_t page_left = flashchip->page_size - address % flashchip->page_size;
        uint32_t count = length < FIFO_BYTES ? length : FIFO_BYTES;
        count = count < page_left ? count : page_left;
        SPI_write_enable(flashchip);
        SPI_ADDR = (address & 0xFFFFFF) | count << 24;
        for (uint32_t i = 0; i < (count + 3) / 4; i++) {
            SPI_W(i) = from[i];
        }
        command(CMD_PAGE_PROGRAM);
        Wait_SPI_Idle(flashchip);
        address += count;
        from += count / 4;
        length -= count;
    }
    return 0;
}

/* Reads length bytes to a word-aligned address; whole words are stored. */
int SPIRead(uint32_t address, uint32_t *to, uint32_t length)
{
    if (!inside_chip(address, length)) {
        return 1;
    }
    Wait_SPI_Idle(flashchip);
    while (length) {
        uint32_t count = length < FIFO_BYTES ? length : FIFO_BYTES;
        SPI_ADDR = (address & 0xFFFFFF) | count << 24;
        command(CMD_READ);
        for (uint32_t i = 0; i < (count + 3) / 4; i++) {
            *to++ = SPI_W(i);
        }
        address += count;
        length -= count;
    }
    return 0;
}

static void cache_off(void)
{
    do {
        DPORT_SPI_READY &= ~READY_CACHE_ON;
    } while (DPORT_SPI_READY & READY_CACHE_ON);
    SPI_CTRL &= ~CTRL_CACHE;
    DPORT_SPI_READY &= ~READY_FLUSH;
    DPORT_SPI_READY |= READY_FLUSH;
    while (!(DPORT_SPI_READY & READY_FLUSHED)) {
    }
    DPORT_SPI_READY &= ~READY_FLUSH;
}

void Cache_Read_Disable(void)
{
    cache_off();
}

/*
 * Maps one megabyte of flash at 0x40200000: half 0 or 1 of a 2 MB pair, the pair's number, and
 * whether both RAM banks serve as cache (else one).
 */
void Cache_Read_Enable(uint32_t half, uint32_t megabyte, uint32_t both_banks)
{
    cache_off();
    SPI_CTRL |= CTRL_CACHE;
    uint32_t ready = DPORT_SPI_READY & ~(BIT(24) | BIT(25) | BIT(26) | 7u << 16);
    if (half == 1) {
        ready |= BIT(25);
    } else if (half) {
        ready |= BIT(24);
    }
    DPORT_SPI_READY = ready | megabyte << 16 | both_banks << 26;
    DPORT_CACHE_BANKS |= both_banks ? BIT(3) | BIT(4) : BIT(3);
    do {
        DPORT_SPI_READY |= READY_CACHE_ON;
    } while (!(DPORT_SPI_READY & READY_CACHE_ON));
}
