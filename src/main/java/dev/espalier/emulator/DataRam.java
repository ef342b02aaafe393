package dev.espalier.emulator;

import dev.espalier.emulator.bus.Bus;

/** The guest's data RAM, 3FFE8000 to 3FFFFFFF, while the guest stands still. Guest thread only. */
public final class DataRam {

    private final Bus bus;

    DataRam(Bus bus) {
        this.bus = bus;
    }

    /**
     * Bytes from {@code address} on.
     *
     * @throws IllegalArgumentException when one lies outside
     */
    public byte[] read(int address, int length) {
        requireInside(address, length);
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) bus.load8(address + i);
        }
        return bytes;
    }

    /**
     * Puts bytes there; the guest is not told.
     *
     * @throws IllegalArgumentException when one lies outside
     */
    public void write(int address, byte[] bytes) {
        requireInside(address, bytes.length);
        for (int i = 0; i < bytes.length; i++) {
            bus.store8(address + i, bytes[i]);
        }
    }

    static void requireInside(int address, int length) {
        if (address < Bus.DRAM || length < 0 || length > Bus.DRAM + Bus.DRAM_BYTES - address) {
            throw new IllegalArgumentException("wanted bytes of data RAM, 3ffe8000 to 3fffffff; seen %d at %08x"
                .formatted(length, address));
        }
    }
}
