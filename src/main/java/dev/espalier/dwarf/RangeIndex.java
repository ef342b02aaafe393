package dev.espalier.dwarf;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What belongs to ranges of addresses, found by address. Ranges may overlap in damaged files. */
final class RangeIndex<T> {

    private record Entry<T>(Range range, T value) {
    }

    private final List<Entry<T>> entries = new ArrayList<>();
    /** The highest end of the ranges up to each; empty until it is needed. */
    private long[] highest = {};

    void add(Range range, T value) {
        entries.add(new Entry<>(range, value));
        highest = new long[0];
    }

    /**
     * What belongs to the smallest range that holds an address, or null: too large ranges are the usual damage. Of equal
     * ones the first that was added: the linker keeps the first copy of an inline function, and lets the units of the
     * others point to it.
     */
    T smallest(long address) {
        if (highest.length != entries.size()) {
            sort();
        }
        Entry<T> best = null;
        for (int i = before(address) - 1; i >= 0 && highest[i] > address; i--) {
            Entry<T> entry = entries.get(i);
            if (entry.range.holds(address) && (best == null || entry.range.length() <= best.range.length())) {
                best = entry;
            }
        }
        return best == null ? null : best.value;
    }

    private void sort() {
        entries.sort(Comparator.comparingLong((Entry<T> entry) -> entry.range.low()));
        highest = new long[entries.size()];
        long high = 0;
        for (int i = 0; i < highest.length; i++) {
            high = Math.max(high, entries.get(i).range.high());
            highest[i] = high;
        }
    }

    /** How many ranges begin at or before an address. */
    private int before(long address) {
        int from = 0;
        int to = entries.size();
        while (from < to) {
            int middle = (from + to) >>> 1;
            if (entries.get(middle).range.low() <= address) {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        return from;
    }
}
