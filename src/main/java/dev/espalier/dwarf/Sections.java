package dev.espalier.dwarf;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** The debug sections of one file, each unpacked when it is first needed. */
final class Sections {

    /** Rows, ranges, abbreviations and functions: 1 MB of code has far fewer. */
    private static final long MOST_ENTRIES = 3_000_000;

    private final Function<String, Optional<DebugSection>> source;
    private final Map<String, byte[]> unpacked = new HashMap<>();
    private long entries;

    Sections(Function<String, Optional<DebugSection>> source) {
        this.source = source;
    }

    /** The section's bytes; none where the file has no such section. */
    byte[] bytes(String name) {
        byte[] known = unpacked.get(name);
        if (known == null) {
            known = source.apply("." + name).or(() -> source.apply(".z" + name))
                .map(DebugSection::content).orElse(new byte[0]);
            unpacked.put(name, known);
        }
        return known;
    }

    /** Reads a section from an offset on. */
    Cursor at(String name, long offset) {
        byte[] data = bytes(name);
        return new Cursor(data, offset, data.length);
    }

    /** Counts an entry that is kept or read: damaged files name the same lists over and over, or unpack without end. */
    void spend() {
        if (++entries > MOST_ENTRIES) {
            throw new DwarfException("it has more than %d entries".formatted(MOST_ENTRIES));
        }
    }
}
