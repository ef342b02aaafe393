package dev.espalier.emulator.vendor;

import dev.espalier.emulator.bus.MmioDevice;
import java.io.DataInput;
import java.io.DataOutput;

/**
 * Read-only words for the driver in the mask ROM: the magic number first, then addresses and offsets of
 * the SDK's, in the order of {@code firmware/rom/radio.h}. No block of the chip's. All zero when no SDK
 * table is in force.
 */
public final class SymbolWindow implements MmioDevice {

    /** Base address, behind the virtual NIC's registers. */
    public static final int BASE = 0x6000_2400;
    /** Bytes that the window answers for. */
    public static final int BYTES = 0x400;
    private final int[] words = new int[BYTES / 4];

    /** A window on these words, the magic number among them. */
    public SymbolWindow(RadioBoundary boundary) {
        System.arraycopy(boundary.window(), 0, words, 0, boundary.window().length);
    }

    @Override
    public String name() {
        return "symbol window";
    }

    @Override
    public int read(int offset) {
        return words[offset >> 2];
    }

    @Override
    public void write(int offset, int value) {
        // Read only, as flash fuses are.
    }

    @Override
    public void reset() {
        // The image's symbols outlive a reset.
    }

    @Override
    public void save(DataOutput out) {
        // Part of how the board was built, as its redirects are.
    }

    @Override
    public void load(DataInput in) {
        // See save.
    }
}
