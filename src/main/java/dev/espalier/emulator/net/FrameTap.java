package dev.espalier.emulator.net;

/** Sees every frame between the guest and the virtual network. Runs on the guest thread: be quick. */
@FunctionalInterface
public interface FrameTap {

    /** Which way a frame goes. */
    enum Direction {
        /** Sent by the guest. */
        FROM_GUEST,
        /** On its way to the guest's receive queue. */
        TO_GUEST
    }

    /**
     * A frame passes.
     *
     * @param guestNanos guest time since power-on
     * @param bytes      the Ethernet II frame without check sequence; not to be changed
     */
    void frame(Direction direction, NicInterface over, long guestNanos, byte[] bytes);
}
