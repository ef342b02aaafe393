package dev.espalier.crash;

import dev.espalier.dwarf.SourceFrame;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Lines of source where the sources are at hand. A compiler records the path as it was given, perhaps on another
 * machine: it is looked for below each folder, whole, then without its first parts.
 */
public final class SourceLines {

    private static final long LARGEST = 4 << 20;
    /** A build folder may lie some way below its project. */
    private static final int FOLDERS_UP = 5;
    /** A bare name may be anybody's; with its folder it is hardly another file. */
    private static final int FEWEST_PARTS = 2;

    private final List<Path> named;
    private final List<Path> usual;
    private final Map<String, List<String>> files = new HashMap<>();

    private SourceLines(List<Path> named, List<Path> usual) {
        this.named = List.copyOf(named);
        this.usual = List.copyOf(usual);
    }

    /** No sources at hand. */
    public static SourceLines none() {
        return new SourceLines(List.of(), List.of());
    }

    /**
     * Looks below folders, in their order.
     *
     * @param named folders that somebody named as the sources: there a file's bare name is enough
     * @param usual folders where sources may happen to be: there at least its folder must be the same
     */
    public static SourceLines in(List<Path> named, List<Path> usual) {
        return new SourceLines(named, usual);
    }

    /**
     * Looks where sources usually are: below the folders that an ELF file lies in, and where the user is.
     *
     * @param named folders that somebody named as the sources
     */
    public static SourceLines around(Optional<Path> elf, List<Path> named) {
        List<Path> usual = new ArrayList<>(List.of(Path.of("")));
        Path folder = elf.map(file -> file.toAbsolutePath().normalize().getParent()).orElse(null);
        for (int i = 0; i < FOLDERS_UP && folder != null; i++) {
            usual.add(folder);
            folder = folder.getParent();
        }
        return new SourceLines(named, usual);
    }

    /** The line that a place stands for. */
    public synchronized Optional<String> line(SourceFrame place) {
        if (place.file().isEmpty() || place.line() < 1) {
            return Optional.empty();
        }
        List<String> lines = files.computeIfAbsent(place.file(), this::read);
        return place.line() > lines.size() ? Optional.empty() : Optional.of(lines.get(place.line() - 1));
    }

    private List<String> read(String recorded) {
        for (Path candidate : candidates(recorded)) {
            try {
                if (Files.isRegularFile(candidate) && Files.size(candidate) <= LARGEST) {
                    return new String(Files.readAllBytes(candidate), StandardCharsets.UTF_8).lines().toList();
                }
            } catch (IOException e) {
                // What cannot be read is not at hand.
                continue;
            }
        }
        return List.of();
    }

    private List<Path> candidates(String recorded) {
        List<Path> found = new ArrayList<>();
        try {
            Path path = Path.of(recorded.replace('\\', '/')).normalize();
            if (path.getFileName() == null) {
                return List.of();
            }
            named.forEach(folder -> below(folder, path, 1, found));
            usual.forEach(folder -> below(folder, path, FEWEST_PARTS, found));
        } catch (InvalidPathException e) {
            return List.of();
        }
        return found;
    }

    private static void below(Path folder, Path path, int fewestParts, List<Path> found) {
        int parts = path.getNameCount();
        int fewest = path.isAbsolute() ? fewestParts : Math.min(fewestParts, parts);
        for (int first = 0; first <= parts - fewest; first++) {
            found.add(folder.resolve(path.subpath(first, parts)));
        }
    }
}
