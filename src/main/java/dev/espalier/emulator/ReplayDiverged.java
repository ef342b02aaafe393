package dev.espalier.emulator;

/** A replay did something else than the board that was recorded: the tape is of another board, or the emulator has changed. */
public final class ReplayDiverged extends IllegalStateException {

    private static final long serialVersionUID = 1;

    ReplayDiverged(String wanted, String seen) {
        super("wanted %s, as the tape has it; seen %s; record it anew with this version".formatted(wanted, seen));
    }
}
