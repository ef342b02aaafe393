package dev.espalier.heap;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * How a firmware prints its heap: a linear-time pattern with the group {@code free}, and if the
 * firmware tells them {@code checkpoint}, {@code max} (largest free block) and {@code frag} (percent).
 */
public final class HeapPattern {

    /** The checkpoint of readings that name none. */
    public static final String UNNAMED = "heap";

    private static final Set<String> KNOWN_GROUPS = Set.of("checkpoint", "free", "max", "frag");

    private final Pattern pattern;

    private HeapPattern(Pattern pattern) {
        this.pattern = pattern;
    }

    /**
     * Reads a pattern as profiles write it, {@code (?<free>\d+)} for a group.
     *
     * @throws IllegalArgumentException when it is no pattern, has no group {@code free} or one unknown
     */
    public static HeapPattern of(String text) {
        Pattern pattern;
        try {
            pattern = Pattern.compile(text);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException("heap pattern (%s) is no pattern: %s".formatted(text, e.getMessage()), e);
        }
        if (!pattern.namedGroups().containsKey("free") || !KNOWN_GROUPS.containsAll(pattern.namedGroups().keySet())) {
            throw new IllegalArgumentException(
                    "heap pattern (%s) must have the group free, may have checkpoint, max and frag, and has %s"
                            .formatted(text, pattern.namedGroups().keySet()));
        }
        return new HeapPattern(pattern);
    }

    /** The reading in a line, for the given cycle; empty when the line holds none. */
    public Optional<HeapSample> read(Duration at, String line, int cycle) {
        Matcher matcher = pattern.matcher(line);
        if (!matcher.find()) {
            return Optional.empty();
        }
        OptionalInt free = number(matcher, "free");
        if (free.isEmpty()) {
            return Optional.empty();
        }
        String checkpoint = has("checkpoint") ? matcher.group("checkpoint") : UNNAMED;
        return Optional.of(new HeapSample(
                checkpoint, cycle, at, free.getAsInt(), number(matcher, "max"), number(matcher, "frag")));
    }

    private boolean has(String group) {
        return pattern.namedGroups().containsKey(group);
    }

    private OptionalInt number(Matcher matcher, String group) {
        if (!has(group) || matcher.group(group) == null) {
            return OptionalInt.empty();
        }
        try {
            return OptionalInt.of(Integer.parseInt(matcher.group(group)));
        } catch (NumberFormatException e) {
            return OptionalInt.empty();
        }
    }
}
