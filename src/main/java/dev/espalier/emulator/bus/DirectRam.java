package dev.espalier.emulator.bus;

/**
 * RAM that the core may touch without asking {@link Memory}: aligned accesses of every width succeed
 * there, have no side effect, and nothing is ever fetched from it.
 *
 * @param base  address of the first byte
 * @param bytes the memory itself, little-endian
 */
public record DirectRam(int base, byte[] bytes) {

    /** No such RAM. */
    public static final DirectRam NONE = new DirectRam(0, new byte[0]);
}
