package dev.espalier.flasher;

import dev.espalier.bytes.LittleEndian;
import dev.espalier.flasher.RomLoader.RegisterWrite;
import java.io.IOException;
import java.util.Arrays;

/**
 * The flash chip through the registers of SPI0, for what the ROM loader has no command for: its id,
 * reading, erasing one single sector (facts 1.7, 3.2).
 */
final class SpiFlash {

    /** Most bytes of one read: W0 to W7, as the ROM itself reads. */
    private static final int READ_UNIT = 32;

    private static final int SPI0 = 0x60000200;
    private static final int CMD = SPI0;
    private static final int ADDR = SPI0 + 0x04;
    private static final int RSTATUS = SPI0 + 0x10;
    private static final int USER = SPI0 + 0x1C;
    private static final int USER1 = SPI0 + 0x20;
    private static final int USER2 = SPI0 + 0x24;
    private static final int W0 = SPI0 + 0x40;
    private static final int DATE = 0x60000078;

    private static final int CMD_READ = 1 << 31;
    private static final int CMD_WREN = 1 << 30;
    private static final int CMD_RDSR = 1 << 27;
    private static final int CMD_SE = 1 << 24;
    private static final int CMD_USR = 1 << 18;
    private static final int USER_COMMAND = 1 << 31;
    private static final int USER_MISO = 1 << 28;
    private static final int STATUS_BUSY = 1;
    private static final int RDID = 0x9F;
    /** Time for one SPI transfer of some 40 bytes, generously. */
    private static final int TRANSFER_MICROS = 100;
    private static final int READY_POLLS = 10;
    /** A sector erase takes 0.4 s at the very most; one poll takes at least 0.1 ms. */
    private static final int ERASE_POLLS = 10_000;

    private final RomLoader loader;

    SpiFlash(RomLoader loader) {
        this.loader = loader;
    }

    /** The JEDEC id: manufacturer in the low byte, then type, then size code. */
    int id() throws IOException {
        int user = loader.readRegister(USER);
        int user2 = loader.readRegister(USER2);
        loader.writeRegisters(RegisterWrite.of(USER1, 23 << 8), RegisterWrite.of(USER, USER_COMMAND | USER_MISO),
            RegisterWrite.of(USER2, 7 << 28 | RDID), RegisterWrite.of(W0, 0), RegisterWrite.of(CMD, CMD_USR));
        awaitReady();
        int id = loader.readRegister(W0) & 0xFFFFFF;
        loader.writeRegisters(RegisterWrite.of(USER, user), RegisterWrite.of(USER2, user2));
        return id;
    }

    /** Reads {@code length} bytes at {@code offset}, any alignment. */
    byte[] read(int offset, int length) throws IOException {
        int from = offset & ~3;
        int words = (offset + length - from + 3) / 4;
        byte[] data = new byte[words * 4];
        for (int at = 0; at < data.length; at += READ_UNIT) {
            int count = Math.min(READ_UNIT, data.length - at);
            loader.writeRegisters(RegisterWrite.of(ADDR, count << 24 | from + at), RegisterWrite.of(CMD, CMD_READ),
                settle());
            for (int i = 0; i < count; i += 4) {
                LittleEndian.put32(data, at + i, loader.readRegister(W0 + i));
            }
        }
        return Arrays.copyOfRange(data, offset - from, offset - from + length);
    }

    /** Erases the sector at {@code offset} and nothing else. */
    void eraseSector(int offset) throws IOException {
        loader.writeRegisters(RegisterWrite.of(CMD, CMD_WREN), settle(), RegisterWrite.of(ADDR, offset),
            RegisterWrite.of(CMD, CMD_SE), settle());
        for (int i = 0; i < ERASE_POLLS; i++) {
            loader.writeRegisters(RegisterWrite.of(RSTATUS, 0), RegisterWrite.of(CMD, CMD_RDSR), settle());
            if ((loader.readRegister(RSTATUS) & STATUS_BUSY) == 0) {
                return;
            }
        }
        throw new LoaderException("the sector at 0x%06x erased".formatted(offset),
            "the flash is still busy after %d polls".formatted(ERASE_POLLS),
            "the flash chip may be worn out or not attached");
    }

    private void awaitReady() throws IOException {
        for (int i = 0; i < READY_POLLS; i++) {
            if ((loader.readRegister(CMD) & CMD_USR) == 0) {
                return;
            }
        }
        throw new LoaderException("the flash chip's id", "the SPI block stays busy",
            "check the board's flash chip");
    }

    /** A write that changes nothing, late enough for the transfer before it to be done. */
    private static RegisterWrite settle() {
        return new RegisterWrite(DATE, 0, 0, TRANSFER_MICROS);
    }
}
