package dev.espalier.gate;

import java.util.Collection;

/** What a check, or the whole gate, says. */
public enum Verdict {
    /** The firmware did what its profile promises. */
    PASS,
    /** The firmware is at fault. */
    FAIL,
    /** The bench is at fault: nothing is said about the firmware. */
    ERROR,
    /** The evidence is not enough to say either. */
    INCONCLUSIVE,
    /** Not applicable to this firmware or bench. */
    SKIPPED;

    /**
     * The verdict over several checks: one FAIL makes it FAIL; else an ERROR makes it ERROR; else an
     * INCONCLUSIVE makes it so; else PASS if anything passed. Nothing passed is an ERROR: a gate that
     * looked at nothing must not open.
     */
    public static Verdict over(Collection<Verdict> verdicts) {
        for (Verdict decisive : new Verdict[] {FAIL, ERROR, INCONCLUSIVE, PASS}) {
            if (verdicts.contains(decisive)) {
                return decisive;
            }
        }
        return ERROR;
    }

    /** The process exit code: 0 PASS, 1 FAIL, 2 anything else. */
    public int exitCode() {
        return switch (this) {
            case PASS -> 0;
            case FAIL -> 1;
            case ERROR, INCONCLUSIVE, SKIPPED -> 2;
        };
    }
}
