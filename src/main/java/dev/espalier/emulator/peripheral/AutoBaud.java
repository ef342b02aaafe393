package dev.espalier.emulator.peripheral;

import dev.espalier.emulator.state.Stateful;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * The pulse-width meter of a UART: shortest low pulse, shortest high pulse and number of edges on the
 * receive line since it was switched on, in APB cycles.
 *
 * <p>The widths read {@value #FILTER_CYCLES} cycles short of the true ones: what the mask ROM adds
 * again when it turns them into a divisor (facts sheet, 1.2), put down to the glitch filter.
 */
final class AutoBaud implements Stateful {

    static final int FILTER_CYCLES = 12;

    private static final int WIDEST = 0xFFFFF;
    private static final int MOST_EDGES = 0x3FF;
    private static final int FRAME_BITS = 10;

    private boolean on;
    private int low = WIDEST;
    private int high = WIDEST;
    private int edges;

    /** Starts or stops measuring; starting forgets what was measured. */
    void enable(boolean wanted) {
        if (wanted && !on) {
            clear();
        }
        on = wanted;
    }

    void clear() {
        low = WIDEST;
        high = WIDEST;
        edges = 0;
    }

    /** Measures the frame of one byte whose bits are {@code bitCycles} long. */
    void measure(int value, long bitCycles) {
        if (!on) {
            return;
        }
        int frame = value << 1 | 1 << FRAME_BITS - 1;
        int runStart = 0;
        for (int bit = 1; bit < FRAME_BITS; bit++) {
            int before = frame >> bit - 1 & 1;
            if ((frame >> bit & 1) != before) {
                pulse(before, (bit - runStart) * bitCycles);
                runStart = bit;
            }
        }
        edges = Math.min(MOST_EDGES, edges + 1);
    }

    /** A pulse has ended. The last one of a frame goes on into the idle line and is never the shortest. */
    private void pulse(int level, long cycles) {
        int width = (int) Math.max(0, Math.min(WIDEST, cycles - FILTER_CYCLES));
        if (level == 0) {
            low = Math.min(low, width);
        } else {
            high = Math.min(high, width);
        }
        edges = Math.min(MOST_EDGES, edges + 1);
    }

    int low() {
        return low;
    }

    int high() {
        return high;
    }

    int edges() {
        return edges;
    }

    @Override
    public void save(DataOutput out) throws IOException {
        out.writeBoolean(on);
        out.writeInt(low);
        out.writeInt(high);
        out.writeInt(edges);
    }

    @Override
    public void load(DataInput in) throws IOException {
        on = in.readBoolean();
        low = in.readInt();
        high = in.readInt();
        edges = in.readInt();
    }
}
