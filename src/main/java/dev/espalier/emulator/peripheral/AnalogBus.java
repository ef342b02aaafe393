package dev.espalier.emulator.peripheral;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * The analog page: the internal I2C bus to the analog blocks, with the PLL's settings behind it, and the
 * registers of the {@link SarAdc}.
 *
 * <p>The chip's own register format is not published; ours, spoken by the ROM's rom_i2c functions only:
 * the register of a host (60000D00 + 4 * host) takes block (7:0), register (15:8), data (23:16) and
 * write (bit 24); bit 25, busy, always reads 0, and after a read the data stand in bits 23:16. Block 103
 * registers 1 and 2 programme the PLL: 88 and 91 give 80 MHz from a 26 MHz crystal, as bare-metal code
 * has it; with other values the clock stays that of the reset. The PLL outlives the hardware watchdog's
 * reset, as comments of the Arduino core 3.1 on its watchdog's stack dump have it: the ROM's banner is
 * readable at 115200 baud then.
 */
public final class AnalogBus extends RegisterBlock {

    private static final int HOSTS_END = 0x40;
    private static final int WRITE = 1 << 24;
    private static final int PLL_BLOCK = 103;
    private static final int BLOCKS = 256;

    private final ClockTree tree;
    private final SarAdc adc;
    private final byte[][] blocks = new byte[BLOCKS][];

    public AnalogBus(ClockTree tree, SarAdc adc) {
        super("analog I2C", 0x100);
        this.tree = tree;
        this.adc = adc;
    }

    @Override
    public int read(int offset) {
        if (offset == SarAdc.CONTROL) {
            return word(offset) & ~SarAdc.STATE;
        }
        boolean result = offset >= SarAdc.RESULTS && offset < SarAdc.RESULTS_END;
        return result ? adc.result(word(SarAdc.INPUT)) : word(offset);
    }

    @Override
    public void write(int offset, int value) {
        if (offset >= HOSTS_END) {
            word(offset, value);
            return;
        }
        int block = value & 0xFF;
        int register = value >> 8 & 0xFF;
        if ((value & WRITE) != 0) {
            settings(block)[register] = (byte) (value >> 16);
            word(offset, value & 0x00FFFFFF);
            programPll();
        } else {
            word(offset, value & 0xFFFF | (settings(block)[register] & 0xFF) << 16);
        }
    }

    private byte[] settings(int block) {
        if (blocks[block] == null) {
            blocks[block] = new byte[256];
        }
        return blocks[block];
    }

    private void programPll() {
        byte[] pll = settings(PLL_BLOCK);
        boolean programmed = (pll[1] & 0xFF) == 0x88 && (pll[2] & 0xFF) == 0x91;
        tree.apbHz(programmed ? ClockTree.PLL_HZ : ClockTree.RESET_HZ);
    }

    /** Back to registers without contents; the PLL goes on as it was programmed. */
    @Override
    public void reset() {
        super.reset();
        byte[] pll = blocks[PLL_BLOCK];
        Arrays.fill(blocks, null);
        blocks[PLL_BLOCK] = pll;
    }

    /** Takes the PLL's settings away, as a lack of power and the reset pin do. */
    public void resetPll() {
        blocks[PLL_BLOCK] = null;
        programPll();
    }

    @Override
    public void save(DataOutput out) throws IOException {
        super.save(out);
        adc.save(out);
        for (int block = 0; block < BLOCKS; block++) {
            out.write(settings(block));
        }
    }

    @Override
    public void load(DataInput in) throws IOException {
        super.load(in);
        adc.load(in);
        for (int block = 0; block < BLOCKS; block++) {
            in.readFully(settings(block));
        }
    }
}
