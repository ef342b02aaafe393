package dev.espalier.gate;

import java.util.List;
import java.util.Optional;

/**
 * The image under test as a release among others.
 *
 * @param image what it takes up, if an image could be read
 * @param growth since a baseline, if there is one
 * @param upgrade what came of updates: what was looked at, and what was seen
 */
public record ReleaseFacts(Optional<ImageFacts> image, Optional<Growth> growth, List<Fact> upgrade) {

    /** Nothing is known. */
    public static final ReleaseFacts NONE = new ReleaseFacts(Optional.empty(), Optional.empty(), List.of());

    public ReleaseFacts {
        upgrade = List.copyOf(upgrade);
    }

    /** Something and what was seen of it, for people. */
    public record Fact(String about, String seen) {
    }
}
