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

    /** A new source for a device that expects inputs of the core; it may raise this one only. */
    public InterruptLines lines() {
        Level level = source();
        return new InterruptLines() {
            @Override
            public void raise(int input) {
                require(input);
                level.set(true);
            }

            @Override
            public void lower(int input) {
                require(input);
                level.set(false);
            }
        };
    }

    private void require(int input) {
        if (input != number) {
            throw new IllegalArgumentException("this device is wired to interrupt input %d, got %d; wire it to that one"
                .formatted(number, input));
        }
    }

    /** The level of one source. */
    @FunctionalInterface
    public interface Level {
        void set(boolean high);
    }
}
