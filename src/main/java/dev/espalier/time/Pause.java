package dev.espalier.time;

import java.time.Duration;

/**
 * A wait that something electrical needs, such as a reset line held low. The only place of the
 * harness that sleeps; nothing waits this way for the board to do something.
 */
@FunctionalInterface
public interface Pause {

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
}
