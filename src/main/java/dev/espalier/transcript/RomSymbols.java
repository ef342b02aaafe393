package dev.espalier.transcript;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the chip's mask ROM has where: its whole symbol list as everyone links against it, also of what the virtual
 * board's own ROM lacks, and the places inside of functions that crashes are known by (facts 2.4, 4, 8).
 */
public final class RomSymbols {

    /** The list's own format, and that of the functions that the virtual board's ROM does not provide. */
    private static final Map<String, Pattern> LISTS = Map.of(
        "rom-symbols.ld", Pattern.compile("PROVIDE \\( (?<name>\\S+) = 0x(?<address>[0-9a-f]{8}) \\);"),
        "reserved.txt", Pattern.compile("(?m)^0x(?<address>[0-9a-f]{8}) (?<name>\\S+)"));
    private static final int CODE_FROM = 0x40000000;
    /** The ROM's constants begin where its code ends. */
    private static final int CODE_TO = 0x4000E388;
    /** Static functions are not listed: what lies farther behind a listed one belongs to one of them. */
    private static final int LONGEST = 0x400;
    private static final Map<Integer, String> PLACES = Map.of(
        0x4000050C, "interrupt handler's return",
        0x40000F49, "task loop (ets_run)",
        0x40000F68, "idle loop (ets_run)",
        0x4000DCE5, "__divsi3 (division by zero)",
        0x4000E25D, "__udivsi3 (division by zero)",
        0x4000E296, "__umodsi3 (division by zero)");

    private static final TreeMap<Integer, String> NAMES = read();

    private RomSymbols() {
    }

    /** {@code "ROM memset+0x22"} for an address in the ROM's code, its data's name for one that is exactly there. */
    public static Optional<String> nameOf(int address) {
        String place = PLACES.get(address);
        if (place != null) {
            return Optional.of("ROM " + place);
        }
        Map.Entry<Integer, String> floor = NAMES.floorEntry(address);
        if (floor == null) {
            return Optional.empty();
        }
        int inside = address - floor.getKey();
        if (inside != 0 && (!isCode(address) || inside >= LONGEST)) {
            return Optional.empty();
        }
        return Optional.of("ROM " + floor.getValue() + (inside == 0 ? "" : "+0x%x".formatted(inside)));
    }

    /** Where the function that holds an address begins. */
    public static OptionalInt startOf(int address) {
        Map.Entry<Integer, String> floor = isCode(address) ? NAMES.floorEntry(address) : null;
        return floor == null || address - floor.getKey() >= LONGEST ? OptionalInt.empty() : OptionalInt.of(floor.getKey());
    }

    /** The name of what begins at an address. */
    public static Optional<String> at(int start) {
        return Optional.ofNullable(NAMES.get(start));
    }

    /** Whether an address lies in the ROM's code. */
    public static boolean isCode(int address) {
        return address >= CODE_FROM && address < CODE_TO;
    }

    private static TreeMap<Integer, String> read() {
        TreeMap<Integer, String> names = new TreeMap<>();
        LISTS.forEach((file, pattern) -> {
            Matcher line = pattern.matcher(text(file));
            while (line.find()) {
                // Two names for one place: the first in the alphabet, so that it is always the same.
                names.merge(Integer.parseUnsignedInt(line.group("address"), 16), line.group("name"),
                    (one, other) -> one.compareTo(other) <= 0 ? one : other);
            }
        });
        return names;
    }

    private static String text(String file) {
        try (InputStream in = RomSymbols.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException("wanted the ROM's symbol list %s on the class path; build again".formatted(file));
            }
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
