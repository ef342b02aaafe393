package dev.espalier.console;

import dev.espalier.transcript.Crash;
import dev.espalier.transcript.CrashReader;

/**
 * The firmware crashed, whatever was being waited for. The message begins with the decoded report. It is decoded when it
 * is first read: that takes a moment, in which the console must not be kept from listening.
 */
public final class BoardCrashed extends AssertionError {

    private static final long serialVersionUID = 1L;

    private final transient Crash crash;
    private final transient CrashReader reader;
    private final String lastWords;
    private String message;

    BoardCrashed(Crash crash, CrashReader reader, String lastWords) {
        this.crash = crash;
        this.reader = reader;
        this.lastWords = lastWords;
    }

    /** The report. */
    public Crash crash() {
        return crash;
    }

    @Override
    public synchronized String getMessage() {
        if (message == null) {
            message = "the board crashed: %s\n%s".formatted(reader == null ? "the report was lost" : reader.explain(crash), lastWords);
        }
        return message;
    }
}
