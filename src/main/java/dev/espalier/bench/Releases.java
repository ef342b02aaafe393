package dev.espalier.bench;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What comes before the image under test; each as it was named, none when it was not.
 *
 * @param previous the last release's image
 * @param init the image that is flashed once, to write the settings, before the image under test
 * @param baseline the {@code gate.json} of the last release
 */
public record Releases(Optional<Path> previous, Optional<Path> init, Optional<Path> baseline) {

    /** Nothing was named. */
    public static final Releases NONE = new Releases(Optional.empty(), Optional.empty(), Optional.empty());

    /** Each of them, or null or an empty path for none. */
    public static Releases of(Path previous, Path init, Path baseline) {
        return new Releases(named(previous), named(init), named(baseline));
    }

    private static Optional<Path> named(Path path) {
        return Optional.ofNullable(path).filter(given -> !given.toString().isEmpty());
    }
}
