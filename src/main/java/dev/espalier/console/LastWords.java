package dev.espalier.console;

import dev.espalier.transcript.Boot;
import dev.espalier.transcript.Direction;
import dev.espalier.transcript.TranscriptLine;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** How messages about a board end: its last line, its restarts, where to read on. */
final class LastWords {

    private LastWords() {
    }

    static String of(Log log, List<Boot> resets, Optional<Path> transcript) {
        return lastLine(log) + "; " + resets(resets) + transcript.map(file -> "; transcript: " + file).orElse("");
    }

    private static String lastLine(Log log) {
        if (!log.partial().isBlank()) {
            return "last line \"%s\"".formatted(log.partial().strip());
        }
        List<TranscriptLine> lines = log.range(0, Long.MAX_VALUE);
        for (int i = lines.size() - 1; i >= 0; i--) {
            TranscriptLine line = lines.get(i);
            if (line.direction() == Direction.RECEIVED && !line.text().isBlank()) {
                return "last line \"%s\"".formatted(line.text().strip());
            }
        }
        return "the board has not said a word";
    }

    private static String resets(List<Boot> resets) {
        if (resets.isEmpty()) {
            return "no reset since flash";
        }
        String causes = String.join(", ", resets.stream().map(boot -> boot.cause().toString()).distinct().toList());
        return "%d reset%s since flash (%s)".formatted(resets.size(), resets.size() == 1 ? "" : "s", causes);
    }
}
