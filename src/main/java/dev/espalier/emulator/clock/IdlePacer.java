package dev.espalier.emulator.clock;

import dev.espalier.time.TimeSource;

/**
 * Decides how fast guest time may pass.
 *
 * <p>The virtual board has two clocks. Guest time follows executed cycles, and while the core sleeps
 * it could jump straight to the next alarm. But brokers, browsers and tests live on the wall clock: a
 * guest that jumped over the two seconds it grants a broker would time out before the broker had run at
 * all. So guest time passes at most so many times faster than the wall:
 *
 * <ul>
 *   <li>{@value #ALONE} times while nobody outside takes part,
 *   <li>{@value #CONNECTED} times while a TCP connection with the outside exists,
 *   <li>just as fast as the wall while a peer outside owes an answer, but for no longer than one second
 *       of wall time after the guest last sent it something: a peer that is silent for so long is taken
 *       to stay silent, and then the guest's long time-outs may pass quickly.
 * </ul>
 *
 * <p>Executing is charged like sleeping: translated code can outrun the wall many times, and a guest that
 * polls a socket until its time-out is as unfair to its peer as one that sleeps. Unused wall time is not
 * hoarded beyond a few milliseconds, so a stalled process does not end in a leap. Guest thread only.
 */
public final class IdlePacer {

    /** Guest nanoseconds per wall nanosecond when the guest is on its own. */
    public static final int ALONE = 100;
    /** The same with a TCP connection to the outside. */
    public static final int CONNECTED = 20;
    /** The same while a peer owes an answer. */
    public static final int OWED = 1;

    private static final long OWED_LIMIT_NANOS = 1_000_000_000L;
    private static final long HOARD_NANOS = 5_000_000L;

    private final TimeSource wall;
    private final OutsideWorld outside;
    private long lastNanos;
    /** Wall time not yet spent on idle guest time. */
    private long creditNanos;
    private long knownQuestions;
    private long askedNanos;

    public IdlePacer(TimeSource wall, OutsideWorld outside) {
        this.wall = wall;
        this.outside = outside;
        this.lastNanos = wall.nanos();
        this.askedNanos = lastNanos - OWED_LIMIT_NANOS;
    }

    /** Guest nanoseconds that may pass in one wall nanosecond at present. */
    public int pace() {
        long now = wall.nanos();
        if (outside.questions() != knownQuestions) {
            knownQuestions = outside.questions();
            askedNanos = now;
        }
        if (outside.peerOwes() && now - askedNanos < OWED_LIMIT_NANOS) {
            return OWED;
        }
        return outside.connected() ? CONNECTED : ALONE;
    }

    /**
     * Spends wall time that has passed on guest time still to come: an idle wait.
     *
     * @param wantedNanos guest nanoseconds that the machine would like to skip
     * @param pace        from {@link #pace}
     * @return guest nanoseconds that it may skip now, 0 to {@code wantedNanos}
     */
    public long grant(long wantedNanos, int pace) {
        earn();
        long granted = Math.max(0, Math.min(wantedNanos, creditNanos * pace));
        creditNanos -= (granted + pace - 1) / pace;
        return granted;
    }

    /**
     * Charges guest time that has passed already: execution.
     *
     * @return wall nanoseconds by which the guest is ahead of its pace, 0 when it is not
     */
    public long charge(long passedNanos, int pace) {
        creditNanos -= passedNanos / pace;
        earn();
        return Math.max(0, -creditNanos);
    }

    private void earn() {
        long now = wall.nanos();
        creditNanos = Math.min(HOARD_NANOS, creditNanos + now - lastNanos);
        lastNanos = now;
    }

    /** Wall nanoseconds until {@link #grant} can give {@code guestNanos} more. */
    public long wallNanosFor(long guestNanos, int pace) {
        return Math.max(0, guestNanos / pace - creditNanos);
    }
}
