package dev.espalier.emulator.clock;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;

/** The queue behind {@link GuestThread}: anyone posts, the machine's loop runs what was posted. */
public final class PostBox implements GuestThread {

    private final ConcurrentLinkedQueue<Runnable> events = new ConcurrentLinkedQueue<>();
    private volatile Thread sleeper;

    @Override
    public void post(Runnable event) {
        events.add(event);
        Thread waiting = sleeper;
        if (waiting != null) {
            LockSupport.unpark(waiting);
        }
    }

    /** Runs what has been posted, also what that posts in turn. Guest thread only. */
    public void runPosted() {
        for (Runnable event = events.poll(); event != null; event = events.poll()) {
            event.run();
        }
    }

    /** Waits until something is posted, but at most {@code wallNanos} of wall time. Guest thread only. */
    public void await(long wallNanos) {
        sleeper = Thread.currentThread();
        if (events.isEmpty()) {
            LockSupport.parkNanos(this, wallNanos);
        }
        sleeper = null;
    }
}
