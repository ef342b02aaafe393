package dev.espalier.console;

import dev.espalier.transcript.Crash;

/** The firmware crashed, whatever was being waited for. The message holds the decoded report. */
public final class BoardCrashed extends AssertionError {

    private static final long serialVersionUID = 1L;

    private final transient Crash crash;

    BoardCrashed(String message, Crash crash) {
        super(message);
        this.crash = crash;
    }

    /** The report. */
    public Crash crash() {
        return crash;
    }
}
