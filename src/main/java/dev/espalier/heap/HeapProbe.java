package dev.espalier.heap;

import java.util.Optional;

/** Reads a firmware's free heap from outside, while the firmware runs and without its help. */
public interface HeapProbe {

    /**
     * What the allocator's own books say now; empty when they cannot be read at the moment, because the
     * firmware has not set its heap up yet or was stopped in the midst of changing it.
     */
    Optional<HeapFigures> read();

    /** Why nothing can ever be read on this bench or of this firmware; empty when something can. */
    Optional<String> whyNot();

    /** A probe that can read nothing, and why. */
    static HeapProbe none(String why) {
        return new HeapProbe() {
            @Override
            public Optional<HeapFigures> read() {
                return Optional.empty();
            }

            @Override
            public Optional<String> whyNot() {
                return Optional.of(why);
            }
        };
    }
}
