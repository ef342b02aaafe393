package dev.espalier.emulator.tape;

import java.util.Arrays;

/** Reads entries in their order. */
public final class TapeReader {

    private static final Kind[] KINDS = Kind.values();

    private final byte[] bytes;
    private int at;
    private long lastCycles;
    private Entry next;

    /**
     * @param bytes  what a {@link TapeWriter} wrote
     * @param from   position of the first entry
     * @param cycles count from which that entry's distance is counted
     */
    public TapeReader(byte[] bytes, int from, long cycles) {
        this.bytes = bytes;
        this.at = from;
        this.lastCycles = cycles;
        next = read();
    }

    /** The entry to come. */
    public Entry peek() {
        return next;
    }

    /** Takes the entry to come. */
    public Entry take() {
        Entry taken = next;
        next = read();
        return taken;
    }

    private Entry read() {
        if (at >= bytes.length) {
            return new Entry(Kind.END, lastCycles, 0, 0, new byte[0]);
        }
        int kind = bytes[at++];
        lastCycles += variable();
        int number = (int) variable();
        int value = (int) variable();
        int length = (int) variable();
        if (kind < 0 || kind >= KINDS.length || length < 0 || length > bytes.length - at) {
            throw broken();
        }
        byte[] data = Arrays.copyOfRange(bytes, at, at + length);
        at += length;
        return new Entry(KINDS[kind], lastCycles, number, value, data);
    }

    private long variable() {
        long number = 0;
        for (int shift = 0; shift < 64 && at < bytes.length; shift += 7) {
            byte piece = bytes[at++];
            number |= (piece & 0x7FL) << shift;
            if (piece >= 0) {
                return number;
            }
        }
        throw broken();
    }

    private IllegalStateException broken() {
        return new IllegalStateException("wanted an entry of the tape, seen bytes that are none before %d of %d; record it anew"
            .formatted(at, bytes.length));
    }
}
