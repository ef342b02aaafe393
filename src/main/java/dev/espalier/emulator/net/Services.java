package dev.espalier.emulator.net;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** What the router's services tell, as set at run time. Any thread. */
final class Services {

    private final InstantSource clock;
    private volatile Duration offset = Duration.ZERO;
    private volatile boolean ntpSilent;
    private volatile boolean dnsSilent;

    Services(InstantSource clock) {
        this.clock = clock;
    }

    Instant now() {
        return clock.instant().plus(offset);
    }

    void offset(Duration newOffset) {
        offset = newOffset;
    }

    boolean ntpSilent() {
        return ntpSilent;
    }

    void ntpSilent(boolean silent) {
        ntpSilent = silent;
    }

    boolean dnsSilent() {
        return dnsSilent;
    }

    void dnsSilent(boolean silent) {
        dnsSilent = silent;
    }
}
