package dev.espalier.emulator.peripheral;

import dev.espalier.emulator.clock.Clock;
import dev.espalier.emulator.state.Stateful;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Notices guest code that does nothing but read one register until it changes, and passes over the time
 * that this takes. Some {@value #READS} reads a few instructions apart are such a loop; the skip ends at
 * the next alarm, so whatever the loop waits for still happens at its time, with the loop there to see it.
 * No state of the chip, but a snapshot holds it: where time is passed over decides on which cycle the loop ends.
 */
final class PollLoop implements Stateful {

    private static final int READS = 16;
    private static final int CYCLES_APART = 64;

    private final Clock clock;
    private long lastCycles;
    private int reads;

    PollLoop(Clock clock) {
        this.clock = clock;
    }

    /** The register was read; it changes at {@code changeNanos} at the latest. */
    void polled(long changeNanos) {
        long now = clock.cycles();
        reads = now - lastCycles <= CYCLES_APART ? reads + 1 : 0;
        lastCycles = now;
        if (reads >= READS) {
            clock.skipTo(Math.min(changeNanos, clock.nextAlarmNanos()));
            reads = 0;
        }
    }

    @Override
    public void save(DataOutput out) throws IOException {
        out.writeLong(lastCycles);
        out.writeInt(reads);
    }

    @Override
    public void load(DataInput in) throws IOException {
        lastCycles = in.readLong();
        reads = in.readInt();
    }
}
