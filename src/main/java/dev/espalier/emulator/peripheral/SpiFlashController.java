package dev.espalier.emulator.peripheral;

import dev.espalier.emulator.bus.NoticeListener;
import dev.espalier.emulator.flash.NorFlash;

/**
 * SPI0, the controller in front of the flash chip (facts sheet, 1.7 and 3.2). A command starts when its
 * bit in CMD is written and is over before the next instruction, so CMD always reads 0; what takes time
 * is the flash chip, which software sees in the chip's status register.
 */
public final class SpiFlashController extends RegisterBlock {

    private static final int CMD = 0x00;
    private static final int ADDR = 0x04;
    private static final int RSTATUS = 0x10;
    private static final int USER = 0x1C;
    private static final int USER1 = 0x20;
    private static final int USER2 = 0x24;
    private static final int W0 = 0x40;
    private static final int W_BYTES = 64;

    private static final int CMD_READ = 1 << 31;
    private static final int CMD_WREN = 1 << 30;
    private static final int CMD_WRDI = 1 << 29;
    private static final int CMD_RDID = 1 << 28;
    private static final int CMD_RDSR = 1 << 27;
    private static final int CMD_WRSR = 1 << 26;
    private static final int CMD_PP = 1 << 25;
    private static final int CMD_SE = 1 << 24;
    private static final int CMD_BE = 1 << 23;
    private static final int CMD_CE = 1 << 22;
    private static final int CMD_DP = 1 << 21;
    private static final int CMD_RES = 1 << 20;
    private static final int CMD_USR = 1 << 18;

    private static final int USER_ADDR = 1 << 30;
    private static final int USER_MISO = 1 << 28;
    private static final int USER_MOSI = 1 << 27;
    private static final int ADDRESS_MASK = 0xFFFFFF;

    private final NorFlash flash;
    private final NoticeListener notices;

    public SpiFlashController(NorFlash flash, NoticeListener notices) {
        super("SPI0", 0x100);
        this.flash = flash;
        this.notices = notices;
    }

    @Override
    public void write(int offset, int value) {
        if (offset == CMD) {
            command(value);
        } else {
            super.write(offset, value);
        }
    }

    private void command(int bits) {
        int address = word(ADDR) & ADDRESS_MASK;
        int length = Math.min(W_BYTES, word(ADDR) >>> 24);
        switch (Integer.highestOneBit(bits)) {
            case 0 -> { }
            case CMD_READ -> readCells(address, length);
            case CMD_WREN -> flash.writeEnable();
            case CMD_WRDI -> flash.writeDisable();
            case CMD_RDID -> word(W0, flash.jedecId());
            case CMD_RDSR -> word(RSTATUS, flash.pollStatus());
            case CMD_WRSR -> flash.writeStatus(word(RSTATUS));
            case CMD_PP -> flash.program(address, buffer(length), length);
            case CMD_SE -> flash.eraseSector(address);
            case CMD_BE -> flash.eraseBlock(address);
            case CMD_CE -> flash.eraseChip();
            case CMD_DP -> { }
            case CMD_RES -> word(W0, flash.electronicId());
            case CMD_USR -> userCommand();
            default -> notices.notice("SPI0: command bits %08x are not modelled".formatted(bits));
        }
    }

    private void readCells(int address, int length) {
        for (int i = 0; i < length; i += 4) {
            int value = 0;
            for (int b = 0; b < 4 && i + b < length; b++) {
                value |= flash.read(address + i + b) << b * 8;
            }
            word(W0 + i, value);
        }
    }

    private byte[] buffer(int length) {
        byte[] data = new byte[length];
        for (int i = 0; i < length; i++) {
            data[i] = (byte) (word(W0 + (i & ~3)) >> (i & 3) * 8);
        }
        return data;
    }

    /** An operation code with optional address, data out and data in, as USER, USER1 and USER2 lay it out. */
    private void userCommand() {
        int user = word(USER);
        int user1 = word(USER1);
        int address = (user & USER_ADDR) == 0 ? 0 : word(ADDR) >>> 31 - (user1 >>> 26);
        int out = (user & USER_MOSI) == 0 ? 0 : bytes(user1 >> 17);
        int in = (user & USER_MISO) == 0 ? 0 : bytes(user1 >> 8);
        switch (word(USER2) & 0xFF) {
            case 0x01 -> flash.writeStatus(word(W0) & 0xFF);
            case 0x02 -> flash.program(address, buffer(out), out);
            case 0x03, 0x0B -> readCells(address, in);
            case 0x04 -> flash.writeDisable();
            case 0x05 -> word(W0, flash.pollStatus());
            case 0x06 -> flash.writeEnable();
            case 0x20 -> flash.eraseSector(address);
            case 0x35 -> word(W0, 0);
            case 0x60, 0xC7 -> flash.eraseChip();
            case 0x9F -> word(W0, flash.jedecId() & mask(in));
            case 0xAB -> word(W0, flash.electronicId());
            case 0xB9, 0x66, 0x99 -> { }
            case 0xD8 -> flash.eraseBlock(address);
            default -> unknown(in);
        }
    }

    /** A chip that does not know the code leaves the data line high. */
    private void unknown(int in) {
        notices.notice("SPI0: the flash chip does not know command %02x".formatted(word(USER2) & 0xFF));
        for (int i = 0; i < in; i += 4) {
            word(W0 + i, -1);
        }
    }

    private static int bytes(int bitsMinusOne) {
        return Math.min(W_BYTES, ((bitsMinusOne & 0x1FF) + 8) / 8);
    }

    private static int mask(int bytes) {
        return bytes >= 4 ? -1 : (1 << bytes * 8) - 1;
    }
}
