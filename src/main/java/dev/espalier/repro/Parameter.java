package dev.espalier.repro;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * A number by which a scenario can be made harder or gentler. {@link #gentle} is where it does nothing; the
 * other end is the hardest that makes sense.
 */
public enum Parameter {

    /** How often the scenario's step is done one after the other: fetches, reconnects. */
    CYCLES("how often, one after the other", 1, 1, 1000, 1, true),
    /** Browsers that open the page in the same instant. */
    CLIENTS("browsers at once", 1, 1, 16, 1, true),
    /** Requests that were begun and not ended, which hold memory of the board meanwhile. */
    HELD("half-sent requests held open", 0, 0, 16, 1, true),
    /** Length of each request in bytes; 0 is the usual one of some 90 bytes. */
    BYTES("bytes of each request, 0: as usual", 0, 0, 8000, 16, true),
    /** Time between two steps in milliseconds of board time. */
    DELAY("ms between two steps", 1000, 0, 60_000, 20, false),
    /** Bytes of heap that are free, at most, before the page is fetched. */
    HEAP("bytes of heap that are free, at most", Integer.MAX_VALUE, 0, Integer.MAX_VALUE, 8, false);

    private final String meaning;
    private final int gentle;
    private final int least;
    private final int most;
    private final int step;
    private final boolean harderUpwards;

    Parameter(String meaning, int gentle, int least, int most, int step, boolean harderUpwards) {
        this.meaning = meaning;
        this.gentle = gentle;
        this.least = least;
        this.most = most;
        this.step = step;
        this.harderUpwards = harderUpwards;
    }

    /** The parameter of that name, as written on the command line. */
    public static Optional<Parameter> named(String name) {
        return Arrays.stream(values()).filter(each -> each.key().equals(name)).findFirst();
    }

    /** Its name as written on the command line. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What it counts, in a few words. */
    public String meaning() {
        return meaning;
    }

    /** The value that does nothing; for heap a number larger than any heap. */
    public int gentle() {
        return gentle;
    }

    /** The smallest value that it may have. */
    public int least() {
        return least;
    }

    /** The largest value that it may have. */
    public int most() {
        return most;
    }

    /** The difference that a search cares for. */
    int step() {
        return step;
    }

    /** Whether a larger value is the harder one. */
    boolean harderUpwards() {
        return harderUpwards;
    }
}
