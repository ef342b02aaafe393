package dev.espalier.emulator.cpu;

/** The interrupt inputs, what they have latched, and whether one of them is to be taken. */
final class Interrupts {

    /** Inputs 0 to 5 follow their level. */
    static final int LEVEL_INPUTS = 0x3F;
    static final int TIMER = 1 << 6;
    static final int SOFTWARE = 1 << 7;
    /** Inputs 8 to 13 latch an edge. */
    static final int EDGE_INPUTS = 0x3F00;
    /** Non-maskable, level 3. */
    static final int NMI = 1 << 14;
    private static final int LEVEL_1 = 0x3FFF;

    private int levels;
    private int latched;
    private int enabled;

    void reset() {
        levels = 0;
        latched = 0;
        enabled = 0;
    }

    void raise(int number) {
        if (number < 0 || number > 14 || number == 6 || number == 7) {
            throw new IllegalArgumentException(
                "interrupt input must be 0 to 5 or 8 to 14, got %d; 6 and 7 belong to the core".formatted(number));
        }
        int bit = 1 << number;
        if ((bit & LEVEL_INPUTS) != 0) {
            levels |= bit;
        } else {
            latched |= bit;
        }
    }

    void lower(int number) {
        levels &= ~(1 << number);
    }

    void latch(int bits) {
        latched |= bits;
    }

    void clear(int bits) {
        latched &= ~bits;
    }

    void enable(int bits) {
        enabled = bits;
    }

    int enabled() {
        return enabled;
    }

    /** The INTERRUPT register. */
    int pending() {
        return levels | latched;
    }

    int levels() {
        return levels;
    }

    int latched() {
        return latched;
    }

    void restore(int levels, int latched, int enabled) {
        this.levels = levels;
        this.latched = latched;
        this.enabled = enabled;
    }

    boolean nmiDue() {
        return (latched & NMI) != 0;
    }

    /** Whether an interrupt is taken before the next instruction while PS is {@code ps}. */
    boolean due(int ps) {
        boolean level1Open = (ps & (CpuState.PS_INTLEVEL | CpuState.PS_EXCM)) == 0;
        return nmiDue() || level1Open && (pending() & enabled & LEVEL_1) != 0;
    }
}
