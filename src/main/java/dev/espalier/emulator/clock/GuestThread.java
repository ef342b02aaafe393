package dev.espalier.emulator.clock;

/**
 * The way in for everything that happens outside guest time: a byte on the serial line, data on a
 * socket. The virtual board is single-threaded; whoever is not the guest thread posts.
 */
@FunctionalInterface
public interface GuestThread {

    /**
     * Runs {@code event} on the guest thread between two slices, in the order of posting. Returns at
     * once, from any thread; wakes a machine that idles. While the machine stands still the event waits.
     */
    void post(Runnable event);
}
