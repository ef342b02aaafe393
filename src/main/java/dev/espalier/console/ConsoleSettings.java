package dev.espalier.console;

import dev.espalier.time.Pause;
import dev.espalier.transcript.CrashReader;
import dev.espalier.transcript.SecretMask;
import java.nio.file.Path;
import java.util.Optional;

/**
 * How a console listens.
 *
 * @param bootBaud the mask ROM's rate (74880 with a 26 MHz crystal)
 * @param baud the application's rate
 * @param anyBaud whether to take whatever rate the board speaks at, where the link can tell
 * @param sleeps whether the board may wake itself by its reset line, so that such a start is no incident
 * @param transcript where the transcript goes; the folder is made; none when empty
 * @param mask secrets that must not reach the transcript
 * @param crashReader says what crashes mean
 * @param pause how reset is held
 */
public record ConsoleSettings(int bootBaud, int baud, boolean anyBaud, boolean sleeps, Optional<Path> transcript, SecretMask mask,
                              CrashReader crashReader, Pause pause) {

    /** Rates given, no transcript, nothing masked, only ROM functions known by name. */
    public static ConsoleSettings of(int bootBaud, int baud) {
        return new ConsoleSettings(bootBaud, baud, false, false, Optional.empty(), SecretMask.none(), CrashReader.plain(), Pause.wall());
    }

    /** The same, following the board's rate or not. */
    public ConsoleSettings anyBaud(boolean follow) {
        return new ConsoleSettings(bootBaud, baud, follow, sleeps, transcript, mask, crashReader, pause);
    }

    /** The same for a board that may wake itself by its reset line. */
    public ConsoleSettings sleeps(boolean may) {
        return new ConsoleSettings(bootBaud, baud, anyBaud, may, transcript, mask, crashReader, pause);
    }

    /** The same with a transcript. */
    public ConsoleSettings transcript(Path file) {
        return new ConsoleSettings(bootBaud, baud, anyBaud, sleeps, Optional.of(file), mask, crashReader, pause);
    }

    /** The same with secrets masked. */
    public ConsoleSettings mask(SecretMask secrets) {
        return new ConsoleSettings(bootBaud, baud, anyBaud, sleeps, transcript, secrets, crashReader, pause);
    }

    /** The same with somebody who says what crashes mean. */
    public ConsoleSettings crashReader(CrashReader reader) {
        return new ConsoleSettings(bootBaud, baud, anyBaud, sleeps, transcript, mask, reader, pause);
    }

    /** The same with reset held by another clock. */
    public ConsoleSettings pause(Pause how) {
        return new ConsoleSettings(bootBaud, baud, anyBaud, sleeps, transcript, mask, crashReader, how);
    }
}
