package dev.espalier.emulator.bus;

import dev.espalier.emulator.state.Stateful;

/**
 * A block of 32-bit registers. Narrow accesses reach it as the word that holds them; see {@link #writeLanes}.
 */
public interface MmioDevice extends Stateful {

    /** The datasheet's name of the block, for messages. */
    String name();

    /** Reads the register at {@code offset} bytes from the block's base; {@code offset} is a multiple of 4. */
    int read(int offset);

    /** Writes the register at {@code offset} bytes from the block's base; {@code offset} is a multiple of 4. */
    void write(int offset, int value);

    /**
     * Writes the bytes of the register at {@code offset} that {@code mask} selects, from a narrow store:
     * a read, a merge and a write, unless reading that register has an effect of its own.
     */
    default void writeLanes(int offset, int value, int mask) {
        write(offset, read(offset) & ~mask | value);
    }

    /** Puts every register into its state after a reset of the chip. */
    void reset();
}
