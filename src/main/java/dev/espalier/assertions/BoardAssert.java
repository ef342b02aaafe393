package dev.espalier.assertions;

import dev.espalier.board.Board;
import dev.espalier.console.ExpectationFailed;
import dev.espalier.transcript.Boot;
import dev.espalier.transcript.Crash;
import dev.espalier.transcript.TranscriptLine;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.assertj.core.api.AbstractAssert;

/** What a board must do. Every failure ends with the board's last lines. */
public final class BoardAssert extends AbstractAssert<BoardAssert, Board> {

    private static final int LAST_LINES = 8;

    BoardAssert(Board actual) {
        super(actual, BoardAssert.class);
    }

    /** It starts up in a mode of its profile, in the time that the profile grants. */
    public BoardAssert bootsInto(String mode) {
        isNotNull();
        try {
            actual.awaitMode(mode);
        } catch (ExpectationFailed failed) {
            throw failure("expected the board to boot into mode %s, but %s".formatted(mode, failed.getMessage()));
        }
        return this;
    }

    /** It prints a line that matches, in this much of its own time. */
    public BoardAssert says(String pattern, Duration within) {
        isNotNull();
        try {
            actual.console().expect(pattern, actual.console().within(within));
        } catch (ExpectationFailed failed) {
            throw failure(failed.getMessage());
        }
        return this;
    }

    /** It has not crashed since the bench was set up. */
    public BoardAssert hasNoCrash() {
        isNotNull();
        List<Crash> crashes = actual.crashes();
        if (!crashes.isEmpty()) {
            String first = actual.console().settings().crashReader().explain(crashes.get(0));
            throw failure("the board crashed%s: %s\nexpected no crash; %s".formatted(
                crashes.size() == 1 ? "" : " %d times; the first".formatted(crashes.size()), first, actual.console().lastWords()));
        }
        return this;
    }

    /** It has not restarted by itself, but where a test announced it. */
    public BoardAssert hasNoUnexpectedReset() {
        isNotNull();
        List<Boot> resets = actual.unexpectedResets();
        if (!resets.isEmpty()) {
            String causes = resets.stream().map(boot -> boot.cause().toString()).collect(Collectors.joining(", "));
            throw failure("expected no restart that nobody asked for, but there %s (%s); %s".formatted(
                resets.size() == 1 ? "was 1" : "were " + resets.size(), causes, actual.console().lastWords()));
        }
        return this;
    }

    private AssertionError failure(String message) {
        String lines = actual.console().lastLines(LAST_LINES).stream().map(TranscriptLine::toString)
            .collect(Collectors.joining("\n"));
        return new AssertionError(message + "\nlast lines of the board:\n" + (lines.isEmpty() ? "(none)" : lines));
    }
}
