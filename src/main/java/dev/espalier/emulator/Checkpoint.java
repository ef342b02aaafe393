package dev.espalier.emulator;

import java.util.Map;

/**
 * The machine at one place of a tape.
 *
 * @param nanos      guest time
 * @param position   of the first entry after it
 * @param lastCycles count from which that entry's distance is counted
 * @param states     the parts of the machine alone
 */
record Checkpoint(long nanos, int position, long lastCycles, Map<String, byte[]> states) {

    Checkpoint movedBy(int bytes) {
        return new Checkpoint(nanos, position + bytes, lastCycles, states);
    }
}
