package dev.espalier.time;

import java.time.InstantSource;

/** The machine's own calendar clock, for what a person or a certificate dates. */
public final class WallClock {

    private WallClock() {
    }

    /** Date and time as this machine knows them; may be set back or forward at any moment. */
    public static InstantSource utc() {
        return InstantSource.system();
    }
}
