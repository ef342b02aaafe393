package dev.espalier.console;

import dev.espalier.transcript.Boot;

/** The board restarted though nobody had asked it to. */
public final class UnexpectedReset extends AssertionError {

    private static final long serialVersionUID = 1L;

    private final transient Boot boot;

    UnexpectedReset(String message, Boot boot) {
        super(message);
        this.boot = boot;
    }

    /** What the ROM said of it. */
    public Boot boot() {
        return boot;
    }
}
