package dev.espalier.repro;

/**
 * What came of a run that did not break the board.
 *
 * @param text in a few words
 * @param answered whether everything that was asked was answered; a board that left something unanswered may hang
 */
record Seen(String text, boolean answered) {

    /** The same with more words in front. */
    Seen after(String before) {
        return new Seen(before + text, answered);
    }
}
