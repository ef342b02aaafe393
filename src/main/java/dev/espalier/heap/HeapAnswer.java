package dev.espalier.heap;

import java.util.Comparator;

/**
 * What readings say to a {@link HeapQuestion}.
 *
 * @param kind the worst that was found
 * @param evidence the same for a person, with its numbers
 */
public record HeapAnswer(Kind kind, String evidence) {

    /** What can be found, the worst first. */
    public enum Kind {
        /** Free heap fell below what was promised. */
        BELOW_FLOOR(true),
        /** Free heap sinks with the cycles. */
        LEAK(true),
        /** Free heap does not sink, or less than the largest free block does. */
        FRAGMENTATION(true),
        /** Not enough evidence for either. */
        OPEN(false),
        /** A leak of the size looked for would have been seen, and there is none. */
        SOUND(false);

        private final boolean fault;

        Kind(boolean fault) {
            this.fault = fault;
        }

        /** Whether it is the firmware's fault. */
        public boolean isFault() {
            return fault;
        }
    }

    static final Comparator<HeapAnswer> WORST_FIRST = Comparator.comparing(HeapAnswer::kind);
}
