package dev.espalier.heap;

import java.time.Duration;
import java.util.OptionalInt;

/**
 * One heap reading that the firmware printed.
 *
 * @param checkpoint the named place in the firmware's work, for example {@code idle}
 * @param cycle how often the work had been done before, from 0
 * @param at time of the line, on the board's clock
 * @param freeBytes free heap
 * @param largestBytes largest free block, when the firmware prints it
 * @param fragmentationPercent 0 (one free block) to 100, when the firmware prints it
 */
public record HeapSample(
        String checkpoint,
        int cycle,
        Duration at,
        int freeBytes,
        OptionalInt largestBytes,
        OptionalInt fragmentationPercent) {

    /** A reading with all three figures. */
    public static HeapSample of(String checkpoint, int cycle, Duration at, int free, int largest, int fragmentation) {
        return new HeapSample(
                checkpoint, cycle, at, free, OptionalInt.of(largest), OptionalInt.of(fragmentation));
    }

    @Override
    public String toString() {
        return "%s of cycle %d: free %d%s%s".formatted(
                checkpoint,
                cycle,
                freeBytes,
                largestBytes.isPresent() ? ", largest " + largestBytes.getAsInt() : "",
                fragmentationPercent.isPresent()
                        ? ", fragmentation " + fragmentationPercent.getAsInt() + " %"
                        : "");
    }
}
