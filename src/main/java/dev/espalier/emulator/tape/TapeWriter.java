package dev.espalier.emulator.tape;

import java.util.Arrays;
import java.util.function.LongSupplier;

/**
 * Writes entries one behind the other: the kind, the cycles since the entry before, number, value, length and
 * bytes, all but the first and the last as variable-length integers. Guest thread only.
 */
public final class TapeWriter {

    private static final byte[] NOTHING = {};

    private final LongSupplier clock;
    private byte[] bytes = new byte[1 << 16];
    private int length;
    private long lastCycles;
    private long turns;
    private long turnOfLastEntry = -1;

    /** @param clock the guest's cycle count */
    public TapeWriter(LongSupplier clock) {
        this.clock = clock;
        lastCycles = clock.getAsLong();
    }

    /** The machine is about to look after its alarms. */
    public void turn() {
        turns++;
    }

    /** Adds an entry at the present cycle. */
    public void add(Kind kind, int number, int value) {
        add(kind, number, value, NOTHING);
    }

    /** Adds an entry with bytes. */
    public void add(Kind kind, int number, int value, byte[] data) {
        long now = clock.getAsLong();
        if (kind.comesFromOutside()) {
            if (turnOfLastEntry != turns && turnOfLastEntry >= 0 && now == lastCycles) {
                put(Kind.TURN, now, 0, 0, NOTHING);
            }
            turnOfLastEntry = turns;
        }
        put(kind, now, number, value, data);
    }

    private void put(Kind kind, long now, int number, int value, byte[] data) {
        octet(kind.ordinal());
        variable(now - lastCycles);
        variable(Integer.toUnsignedLong(number));
        variable(Integer.toUnsignedLong(value));
        variable(data.length);
        room(data.length);
        System.arraycopy(data, 0, bytes, length, data.length);
        length += data.length;
        lastCycles = now;
    }

    /** Bytes written so far. */
    public int length() {
        return length;
    }

    /** Cycle count from which the next entry's distance is counted. */
    public long lastCycles() {
        return lastCycles;
    }

    /** What has been written so far, with an {@link Kind#END} behind it at the present cycle; writing may go on. */
    public byte[] ended() {
        int before = length;
        long cyclesBefore = lastCycles;
        put(Kind.END, clock.getAsLong(), 0, 0, NOTHING);
        byte[] whole = Arrays.copyOf(bytes, length);
        length = before;
        lastCycles = cyclesBefore;
        return whole;
    }

    /** Forgets what was written before {@code from}; positions count from there afterwards. */
    public void forgetBefore(int from) {
        System.arraycopy(bytes, from, bytes, 0, length - from);
        length -= from;
    }

    private void variable(long number) {
        long rest = number;
        while ((rest & ~0x7FL) != 0) {
            octet((int) (rest & 0x7F | 0x80));
            rest >>>= 7;
        }
        octet((int) rest);
    }

    private void octet(int value) {
        room(1);
        bytes[length++] = (byte) value;
    }

    private void room(int more) {
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
        }
    }
}
