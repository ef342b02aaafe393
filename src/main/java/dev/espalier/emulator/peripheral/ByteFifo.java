package dev.espalier.emulator.peripheral;

import dev.espalier.emulator.state.Stateful;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** A hardware FIFO of 128 bytes. */
final class ByteFifo implements Stateful {

    static final int DEPTH = 128;

    private final byte[] ring = new byte[DEPTH];
    private int first;
    private int count;

    int count() {
        return count;
    }

    /** Appends a byte; a full FIFO drops it and says false. */
    boolean push(int value) {
        if (count == DEPTH) {
            return false;
        }
        ring[(first + count++) % DEPTH] = (byte) value;
        return true;
    }

    /** Takes the oldest byte, 0 when there is none. */
    int pop() {
        if (count == 0) {
            return 0;
        }
        int value = ring[first] & 0xFF;
        first = (first + 1) % DEPTH;
        count--;
        return value;
    }

    void clear() {
        first = 0;
        count = 0;
    }

    @Override
    public void save(DataOutput out) throws IOException {
        out.write(ring);
        out.writeInt(first);
        out.writeInt(count);
    }

    @Override
    public void load(DataInput in) throws IOException {
        in.readFully(ring);
        first = in.readInt();
        count = in.readInt();
    }
}
