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

    /** True from the guest's last connection request, data or datagram to a peer until something came back. */
    boolean peerOwes();

    /** True while any TCP connection with the outside exists. */
    boolean connected();

    /** Count of things the guest has sent to peers: when it grows, the time a peer may owe starts anew. */
    long questions();
}
