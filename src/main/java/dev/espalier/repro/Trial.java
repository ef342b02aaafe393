package dev.espalier.repro;

import dev.espalier.emulator.Tape;
import dev.espalier.transcript.Crash;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * One run of a scenario.
 *
 * @param scenario what was done
 * @param seed the luck it was done with
 * @param outcome how it ended
 * @param crash the board's own report, if it crashed and left one
 * @param seen what was seen, in a few words
 * @param report the same at length: the crash decoded
 * @param wall how long it took on the wall
 * @param transcript what the board said meanwhile, when it was kept
 * @param tape what leads to the crash again, when it was recorded
 */
public record Trial(Scenario scenario, long seed, Outcome outcome, Optional<Crash> crash, String seen, String report,
                    Duration wall, Optional<Path> transcript, Optional<Tape> tape) {

    /** How a run ends. */
    public enum Outcome {
        /** The board neither crashed nor restarted, whatever else it did. */
        SURVIVED,
        /** It crashed and said so. */
        CRASHED,
        /** It restarted without a word of why: a hardware watchdog, or a report that was lost. */
        RESTARTED
    }

    /** Whether the firmware broke. */
    public boolean broke() {
        return outcome != Outcome.SURVIVED;
    }
}
