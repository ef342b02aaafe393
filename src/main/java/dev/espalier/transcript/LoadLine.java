package dev.espalier.transcript;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.util.Optional;

/**
 * One segment as the ROM announces it: {@code load 0x4010f000, len 3424, room 16} (facts 2.2).
 *
 * @param address where it goes
 * @param length in bytes
 * @param room bytes left in the ROM's buffer, 1 to 16
 */
public record LoadLine(int address, int length, int room) {

    private static final Pattern LOAD = Pattern.compile("load 0x([0-9a-f]{8}), len (-?\\d{1,9}), room (\\d{1,3})\\s*$");

    static Optional<LoadLine> parse(String line) {
        if (!line.contains("load 0x")) {
            return Optional.empty();
        }
        Matcher matcher = LOAD.matcher(line);
        if (!matcher.find()) {
            return Optional.empty();
        }
        return Optional.of(new LoadLine(Integer.parseUnsignedInt(matcher.group(1), 16),
            Integer.parseInt(matcher.group(2)), Integer.parseInt(matcher.group(3))));
    }
}
