package dev.espalier.dwarf;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** Addresses and the lines that they were compiled from, of one unit. */
final class LineTable {

    /** No lines at all. */
    static final LineTable EMPTY = new LineTable(List.of(), List.of());

    /** One row: from {@code address} on, up to the next row. */
    record Row(long address, int file, int line) {
    }

    /** Rows without a gap, by address; {@code high} is the first address after them. */
    record Sequence(long low, long high, Row[] rows) {

        boolean holds(long address) {
            return address >= low && address < high;
        }

        /** The last row that begins at or before an address within. */
        Row rowAt(long address) {
            int from = 0;
            int to = rows.length;
            while (to - from > 1) {
                int middle = (from + to) >>> 1;
                if (rows[middle].address <= address) {
                    from = middle;
                } else {
                    to = middle;
                }
            }
            return rows[from];
        }
    }

    private final List<String> files;
    private final Sequence[] sequences;
    /** The highest end of the sequences up to each. */
    private final long[] highest;

    /**
     * Takes the files by index, null where there is none, and the sequences in any order.
     */
    LineTable(List<String> files, List<Sequence> sequences) {
        this.files = files;
        this.sequences = sequences.toArray(new Sequence[0]);
        Arrays.sort(this.sequences, Comparator.comparingLong(Sequence::low));
        this.highest = new long[this.sequences.length];
        long high = 0;
        for (int i = 0; i < highest.length; i++) {
            high = Math.max(high, this.sequences[i].high);
            highest[i] = high;
        }
    }

    /** The row for an address, or null. */
    Row rowAt(long address) {
        int from = 0;
        int to = sequences.length;
        while (from < to) {
            int middle = (from + to) >>> 1;
            if (sequences[middle].low <= address) {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        for (int i = from - 1; i >= 0 && highest[i] > address; i--) {
            if (sequences[i].holds(address)) {
                return sequences[i].rowAt(address);
            }
        }
        return null;
    }

    /** The path of a file by its number in this table; empty when there is none. */
    String file(long number) {
        String file = number < 0 || number >= files.size() ? null : files.get((int) number);
        return file == null ? "" : file;
    }

    /** The addresses that have lines. */
    List<Range> ranges() {
        List<Range> ranges = new ArrayList<>();
        for (Sequence sequence : sequences) {
            ranges.add(new Range(sequence.low, sequence.high));
        }
        return ranges;
    }
}
