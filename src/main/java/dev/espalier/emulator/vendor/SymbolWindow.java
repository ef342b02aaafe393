package dev.espalier.emulator.vendor;

import dev.espalier.emulator.bus.MmioDevice;
import dev.espalier.emulator.cpu.Redirects;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.function.Consumer;
import java.util.function.IntUnaryOperator;

/**
 * Read-only words for the driver in the mask ROM: the magic number first, then addresses and offsets of
 * the SDK's, in the order of {@code firmware/rom/radio.h}. No block of the chip's. All zero when no SDK
 * table is in force. Where several images are known, {@link #look} finds out which of them is on the board.
 */
public final class SymbolWindow implements MmioDevice {

    /** Base address, behind the virtual NIC's registers. */
    public static final int BASE = 0x6000_2400;
    /** Bytes that the window answers for. */
    public static final int BYTES = 0x400;

    private final RadioBoundaries boundaries;
    private final IntUnaryOperator memory;
    private final Consumer<Redirects> core;
    private int[] words = new int[BYTES / 4];
    private int inForce;

    /** A window on the words of one boundary, the magic number among them. */
    public SymbolWindow(RadioBoundary boundary) {
        this(RadioBoundaries.of(boundary), address -> 0, redirects -> { });
    }

    /**
     * A window on the words of the boundary in force.
     *
     * @param memory reads a word of mapped flash or instruction RAM
     * @param core told of the redirects in force, at once and whenever others come into force
     */
    public SymbolWindow(RadioBoundaries boundaries, IntUnaryOperator memory, Consumer<Redirects> core) {
        this.boundaries = boundaries;
        this.memory = memory;
        this.core = core;
        use(0);
    }

    /** To be called when flash has been mapped: another image may be there than before. */
    public void look() {
        if (boundaries.count() > 1) {
            int found = boundaries.inForce(memory, inForce);
            if (found != inForce) {
                use(found);
            }
        }
    }

    private void use(int index) {
        inForce = index;
        RadioBoundary boundary = boundaries.boundary(index);
        words = new int[BYTES / 4];
        System.arraycopy(boundary.window(), 0, words, 0, boundary.window().length);
        core.accept(boundary.redirects());
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
        // The image's symbols outlive a reset; whether it still is the same is looked at when it is mapped again.
    }

    @Override
    public void save(DataOutput out) throws IOException {
        out.writeInt(inForce);
    }

    @Override
    public void load(DataInput in) throws IOException {
        int saved = in.readInt();
        if (saved < 0 || saved >= boundaries.count()) {
            throw new IOException("the snapshot is of a board that knows of more images: number %d of %d".formatted(saved + 1,
                boundaries.count()));
        }
        use(saved);
    }
}
