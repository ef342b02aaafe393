package dev.espalier.console;

import dev.espalier.transcript.TranscriptLine;
import java.util.Map;

/**
 * A line that matched.
 *
 * @param line the line, masked
 * @param groups the pattern's named groups and what they matched; groups that took no part are missing
 */
public record Match(TranscriptLine line, Map<String, String> groups) {

    public Match {
        groups = Map.copyOf(groups);
    }

    /**
     * What a named group matched.
     *
     * @throws IllegalArgumentException when the pattern has no such group or it took no part
     */
    public String group(String name) {
        String value = groups.get(name);
        if (value == null) {
            throw new IllegalArgumentException("the pattern has no group %s that matched; it has %s".formatted(name, groups.keySet()));
        }
        return value;
    }
}
