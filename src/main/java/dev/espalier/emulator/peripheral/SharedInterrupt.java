package dev.espalier.emulator.peripheral;

import dev.espalier.emulator.cpu.InterruptLines;

/** One level-sensitive interrupt input of the core that several sources hold up together. */
public final class SharedInterrupt {

    private final InterruptLines lines;
    private final int number;
    private int sources;
    private int holding;

    public SharedInterrupt(InterruptLines lines, int number) {
        this.lines = lines;
        this.number = number;
    }

    /** A new source; tell it the source's level whenever that may have changed. */
    public Level source() {
        int bit = 1 << sources++;
        return high -> {
            int before = holding;
            holding = high ? holding | bit : holding & ~bit;
            if (before == 0 && holding != 0) {
                lines.raise(number);
            } else if (before != 0 && holding == 0) {
                lines.lower(number);
            }
        };
    }

    /** The level of one source. */
    @FunctionalInterface
    public interface Level {
        void set(boolean high);
    }
}
