package dev.espalier.heap;

/** What a series of heap readings shows. */
public enum LeakVerdict {
    /** Free heap falls steadily. */
    LEAK,
    /** It does not, and a leak of the size looked for would have been seen. */
    NO_LEAK,
    /** Too few readings, or too much scatter to tell. */
    INCONCLUSIVE
}
