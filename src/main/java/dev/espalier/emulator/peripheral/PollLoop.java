package dev.espalier.emulator.peripheral;

import dev.espalier.emulator.clock.Clock;

/**
 * Notices guest code that does nothing but read one register until it changes, and passes over the time
 * that this takes. Some {@value #READS} reads a few instructions apart are such a loop; the skip ends at
 * the next alarm, so whatever the loop waits for still happens at its time, with the loop there to see it.
 * No state of the chip: a snapshot does not hold it.
 */
final class PollLoop {

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
}
