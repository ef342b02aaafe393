package dev.espalier.emulator.bus;

/**
 * What the LX106 core sees of the world: loads, stores and instruction fetches by physical address.
 *
 * <p>Addresses are unsigned 32-bit values in an {@code int}. Alignment is the core's business:
 * halfword and word accesses arrive aligned. An access that the chip answers with an exception
 * throws {@link MemoryFault}; the core turns it into EXCCAUSE and EXCVADDR.
 */
public interface Memory {

    /** Loads a byte, zero-extended. */
    int load8(int address);

    /** Loads a halfword, zero-extended. */
    int load16(int address);

    /** Loads a word. */
    int load32(int address);

    /** Stores the low byte of {@code value}. */
    void store8(int address, int value);

    /** Stores the low halfword of {@code value}. */
    void store16(int address, int value);

    /** Stores a word. */
    void store32(int address, int value);

    /** Fetches the aligned instruction word that holds {@code address & ~3}. */
    int fetch32(int address);

    /** Registers the one listener that is told when words that were fetched may have changed. */
    void onCodeChange(CodeChangeListener listener);

    /** RAM that translated code may touch directly; always the same array. Worth a factor in speed. */
    default DirectRam directRam() {
        return DirectRam.NONE;
    }

    /** Told that the bytes in {@code [from, to)} may read differently on the next fetch. */
    @FunctionalInterface
    interface CodeChangeListener {
        void codeChanged(int from, int to);
    }
}
