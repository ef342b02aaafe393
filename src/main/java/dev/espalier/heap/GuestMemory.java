package dev.espalier.heap;

/** Data RAM of a board that can be read while its firmware runs. */
@FunctionalInterface
public interface GuestMemory {

    /**
     * Bytes of data RAM.
     *
     * @throws IllegalArgumentException when a byte lies outside of data RAM
     */
    byte[] read(int address, int length);
}
