package dev.espalier.time;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * A wait that something electrical needs, such as a reset line held low. The only place of the
 * harness that sleeps; nothing waits this way for the board to do something.
 */
@FunctionalInterface
public interface Pause {

    /** How often a board's clock is looked at, ns of wall time. */
    long POLL_NANOS = 200_000;

    /** Lets {@code duration} of wall time pass; returns early when the thread is interrupted. */
    void of(Duration duration);

    /** Waits on the machine's own clock. */
    static Pause wall() {
        return duration -> {
            try {
                Thread.sleep(duration.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        };
    }

    /**
     * Waits on a board's clock, which may run faster than the wall; never longer than {@code duration}
     * of wall time, for a board's clock may stand still.
     */
    static Pause on(TimeSource clock) {
        return duration -> {
            long boardEnd = clock.nanos() + duration.toNanos();
            long wallEnd = System.nanoTime() + duration.toNanos();
            while (clock.nanos() < boardEnd && System.nanoTime() < wallEnd && !Thread.currentThread().isInterrupted()) {
                LockSupport.parkNanos(POLL_NANOS);
            }
        };
    }
}
