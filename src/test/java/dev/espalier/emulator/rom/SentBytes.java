package dev.espalier.emulator.rom;

import dev.espalier.emulator.bus.MmioDevice;
import java.io.ByteArrayOutputStream;
import java.io.DataInput;
import java.io.DataOutput;

/** A UART whose transmitter is always empty: takes what is written to its FIFO. */
final class SentBytes implements MmioDevice {

    private static final int FIFO = 0;

    private final ByteArrayOutputStream sent;

    SentBytes(ByteArrayOutputStream sent) {
        this.sent = sent;
    }

    @Override
    public String name() {
        return "UART0";
    }

    @Override
    public int read(int offset) {
        return 0;
    }

    @Override
    public void write(int offset, int value) {
        if (offset == FIFO) {
            sent.write(value);
        }
    }

    @Override
    public void reset() {
        sent.reset();
    }

    @Override
    public void save(DataOutput out) {
        throw new UnsupportedOperationException("the bench has no snapshots");
    }

    @Override
    public void load(DataInput in) {
        throw new UnsupportedOperationException("the bench has no snapshots");
    }
}
