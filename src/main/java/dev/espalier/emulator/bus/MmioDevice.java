package dev.espalier.emulator.bus;

import dev.espalier.emulator.state.Stateful;

/**
 * A block of 32-bit registers. Narrow accesses reach it as the word that holds them (a narrow store
 * as a read-modify-write of that word, except where the bus documents otherwise).
 */
public interface MmioDevice extends Stateful {

    /** The datasheet's name of the block, for messages. */
    String name();

    /** Reads the register at {@code offset} bytes from the block's base; {@code offset} is a multiple of 4. */
    int read(int offset);

    /** Writes the register at {@code offset} bytes from the block's base; {@code offset} is a multiple of 4. */
    void write(int offset, int value);

    /** Puts every register into its state after a reset of the chip. */
    void reset();
}
