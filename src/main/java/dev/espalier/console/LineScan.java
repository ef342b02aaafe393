package dev.espalier.console;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import dev.espalier.transcript.Direction;
import dev.espalier.transcript.TranscriptLine;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Looks for one pattern in a growing log, at every line once. */
final class LineScan {

    private final Pattern pattern;
    private long next;
    private String partialSeen = "";

    LineScan(Pattern pattern) {
        this.pattern = pattern;
    }

    void from(long index) {
        next = index;
    }

    /**
     * Looks at what is new.
     *
     * @param before lines from this index on do not count
     * @param idle whether the board pauses: then the line that has not ended counts too
     */
    Optional<Match> next(Log log, long before, boolean idle) {
        for (TranscriptLine line : log.range(next, before)) {
            next = line.index() + 1;
            if (line.direction() == Direction.RECEIVED) {
                Optional<Match> match = match(line);
                if (match.isPresent()) {
                    return match;
                }
            }
        }
        String partial = log.partial();
        if (!idle || partial.isEmpty() || log.end() < next || before <= log.end() || partial.equals(partialSeen)) {
            return Optional.empty();
        }
        partialSeen = partial;
        return match(new TranscriptLine(log.end(), log.partialAt(), log.partialBaud(), Direction.RECEIVED, partial));
    }

    private Optional<Match> match(TranscriptLine line) {
        Matcher matcher = pattern.matcher(line.text());
        if (!matcher.find()) {
            return Optional.empty();
        }
        Map<String, String> groups = new HashMap<>();
        for (String name : pattern.namedGroups().keySet()) {
            String value = matcher.group(name);
            if (value != null) {
                groups.put(name, value);
            }
        }
        return Optional.of(new Match(line, groups));
    }
}
