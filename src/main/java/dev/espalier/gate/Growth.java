package dev.espalier.gate;

import java.util.List;

/**
 * How an image has grown since a baseline.
 *
 * @param baseline the baseline: a file
 * @param sha256 digest of the baseline's image, lower-case hex
 * @param memories one row for each memory, and the file
 * @param symbols those that grew most, new ones among them; none when one of the two ELF files is not at hand
 */
public record Growth(String baseline, String sha256, List<Row> memories, List<Row> symbols) {

    public Growth {
        memories = List.copyOf(memories);
        symbols = List.copyOf(symbols);
    }

    /**
     * A size then and now.
     *
     * @param memory {@code ram}, {@code iram}, {@code flash} or {@code file}
     * @param name the symbol, or empty for all of the memory
     * @param before bytes in the baseline
     * @param now bytes in the image under test
     */
    public record Row(String memory, String name, int before, int now) {

        /** By how many bytes it has grown; negative when it has shrunk. */
        public int grown() {
            return now - before;
        }

        /** The same as a share of what it was, in percent; 0 of nothing. */
        public double percent() {
            return before == 0 ? 0 : 100.0 * grown() / before;
        }
    }
}
