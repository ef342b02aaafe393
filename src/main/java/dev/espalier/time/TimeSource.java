package dev.espalier.time;

/**
 * A monotonic clock. A real board lives on the wall clock; a virtual board on its guest clock, which
 * may run faster or slower than the wall. Everything that waits takes one of these as an argument.
 */
@FunctionalInterface
public interface TimeSource {

    /** Nanoseconds since an arbitrary origin; never decreases. */
    long nanos();

    /** The machine's own monotonic clock. */
    static TimeSource wall() {
        return System::nanoTime;
    }
}
