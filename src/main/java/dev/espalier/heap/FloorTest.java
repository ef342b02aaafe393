package dev.espalier.heap;

import java.util.Optional;

/**
 * Whether free heap stayed at or above a promised floor in every reading.
 *
 * @param kept whether it did; false when there is no reading, because nothing was shown
 * @param lowest the lowest reading
 * @param evidence the same for a person
 */
public record FloorTest(boolean kept, Optional<HeapSample> lowest, String evidence) {

    /** Looks at every reading, the first ones included. */
    public static FloorTest of(HeapSeries series, int floorBytes) {
        Optional<HeapSample> lowest = series.lowest();
        if (lowest.isEmpty()) {
            return new FloorTest(false, lowest, "no heap reading to hold against the floor of " + floorBytes + " bytes");
        }
        boolean kept = lowest.get().freeBytes() >= floorBytes;
        return new FloorTest(kept, lowest, "lowest of %d readings: %s; floor %d bytes %s".formatted(
                series.size(), lowest.get(), floorBytes, kept ? "kept" : "broken"));
    }
}
