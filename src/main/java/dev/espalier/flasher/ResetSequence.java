package dev.espalier.flasher;

import dev.espalier.link.SerialLink;
import dev.espalier.time.Pause;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/**
 * A dance on DTR and RTS (facts 1.1). With the usual two transistors RTS alone holds the chip in
 * reset and DTR alone pulls GPIO0 low; both together do nothing.
 */
public final class ResetSequence {

    /** How long reset is held. */
    private static final Duration HOLD = Duration.ofMillis(100);

    private record Step(boolean dtr, boolean rts, Duration pause) {
    }

    private final String name;
    private final List<Step> steps;

    private ResetSequence(String name, List<Step> steps) {
        this.name = name;
        this.steps = steps;
    }

    /** Into the application: reset with GPIO0 high. */
    public static ResetSequence run() {
        return new ResetSequence("run", steps(step(false, true, HOLD), step(false, false, Duration.ZERO)));
    }

    /**
     * Into the boot loader, passing through "both asserted" so that no pin glitches on adapters that
     * set both lines at once.
     *
     * @param settle time from the release of reset to the release of GPIO0
     */
    public static ResetSequence tight(Duration settle) {
        return new ResetSequence("tight", steps(step(false, false, Duration.ZERO), step(true, true, Duration.ZERO),
            step(false, true, HOLD), step(true, false, settle), step(false, false, Duration.ZERO)));
    }

    /**
     * Into the boot loader, one line after the other, for adapters that cannot set both at once.
     *
     * @param settle time from the release of reset to the release of GPIO0
     */
    public static ResetSequence classic(Duration settle) {
        return new ResetSequence("classic", steps(step(false, false, Duration.ZERO), step(false, true, HOLD),
            step(true, true, Duration.ZERO), step(true, false, settle), step(false, false, Duration.ZERO)));
    }

    /** Plays the sequence on a link. */
    public void play(SerialLink link, Pause pause) throws IOException {
        for (Step step : steps) {
            link.lines(step.dtr, step.rts);
            if (!step.pause.isZero()) {
                pause.of(step.pause);
            }
        }
    }

    @Override
    public String toString() {
        return name;
    }

    private static Step step(boolean dtr, boolean rts, Duration pause) {
        return new Step(dtr, rts, pause);
    }

    private static List<Step> steps(Step... steps) {
        return List.of(steps);
    }
}
