package dev.espalier.emulator.clock;

/**
 * What the pacer must know of peers that live on the wall clock, so that idle guest time is never
 * skipped past a time-out before such a peer had its fair time to answer. Read on the guest thread.
 */
public interface OutsideWorld {

    /** Nobody outside: guest time may be skipped freely. */
    OutsideWorld NOBODY = new OutsideWorld() {
        @Override
        public boolean peerOwes() {
            return false;
        }

        @Override
        public boolean connected() {
            return false;
        }

        @Override
        public long questions() {
            return 0;
        }
    };

    /**
     * True while it is a peer's turn: from the guest's last connection request, data or datagram to it
     * until something came back, and from a connection that the peer opened until its first bytes.
     */
    boolean peerOwes();

    /** True while any TCP connection with the outside exists. */
    boolean connected();

    /** Counts the times it became a peer's turn: when it grows, the time a peer may owe starts anew. */
    long questions();
}
