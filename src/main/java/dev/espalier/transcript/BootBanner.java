package dev.espalier.transcript;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.util.Optional;

/**
 * The first line of the mask ROM (facts 2.1).
 *
 * @param cause why the chip started
 * @param mode what its straps told it to do
 */
public record BootBanner(ResetCause cause, BootMode mode) {

    /** Only the tail is asked for: the head may be lost while the baud rate is being found. */
    private static final Pattern BANNER =
        Pattern.compile("rst cause:? ?(\\d+), ?boot mode:? ?\\((\\d+),\\d+\\)");

    /** The banner in a line, if there is one. */
    public static Optional<BootBanner> parse(String line) {
        if (!line.contains("rst cause")) {
            return Optional.empty();
        }
        Matcher matcher = BANNER.matcher(line);
        if (!matcher.find()) {
            return Optional.empty();
        }
        return Optional.of(new BootBanner(ResetCause.of(number(matcher.group(1))),
            BootMode.of(number(matcher.group(2)))));
    }

    private static int number(String digits) {
        return digits.length() > 3 ? Integer.MAX_VALUE : Integer.parseInt(digits);
    }
}
