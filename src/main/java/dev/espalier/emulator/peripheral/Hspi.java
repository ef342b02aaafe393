package dev.espalier.emulator.peripheral;

/**
 * SPI1 with nothing attached: a command is over at once, as on SPI0, and whatever it read is the ones of
 * an idle data line. Guest code polls CMD, so plain storage would hold it for ever.
 */
public final class Hspi extends RegisterBlock {

    private static final int CMD = 0x00;
    private static final int USER = 0x1C;
    private static final int W0 = 0x40;
    private static final int W15 = 0x7C;
    private static final int CMD_USR = 1 << 18;
    private static final int USER_MISO = 1 << 28;
    private static final int USER_DUPLEX = 1;

    public Hspi() {
        super("HSPI", 0x100);
    }

    @Override
    public void write(int offset, int value) {
        if (offset != CMD) {
            word(offset, value);
        } else if ((value & CMD_USR) != 0 && (word(USER) & (USER_MISO | USER_DUPLEX)) != 0) {
            for (int register = W0; register <= W15; register += 4) {
                word(register, -1);
            }
        }
    }
}
