package dev.espalier.heap;

import java.util.Locale;

/**
 * A change of level that happened once.
 *
 * @param cycle the first cycle on the new level
 * @param bytes new level less old one
 */
public record Step(int cycle, double bytes) {

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%+.0f bytes at cycle %d", bytes, cycle);
    }
}
