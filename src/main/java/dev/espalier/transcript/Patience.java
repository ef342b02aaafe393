package dev.espalier.transcript;

/**
 * How many lines of something else a report may have among its own before it is taken to be over.
 *
 * @param headline behind the first words, while nothing else of a report was seen
 * @param body in a report
 * @param end behind a stack dump, where a mark is still to come
 * @param unmarkedEnd behind a stack dump of a core that prints no marks
 */
record Patience(int headline, int body, int end, int unmarkedEnd) {
    static final Patience LIVE = new Patience(8, 8, 2, 0);
    static final Patience LOG = new Patience(32, 64, 16, 8);
}
