package dev.espalier.transcript;

/** Which way bytes went. */
public enum Direction {
    /** From the board. */
    RECEIVED('<'),
    /** To the board. */
    SENT('>'),
    /** A remark of the harness: baud changes, resets, sessions with the boot loader. */
    NOTE('#');

    private final char mark;

    Direction(char mark) {
        this.mark = mark;
    }

    /** The character that stands for it in a transcript. */
    public char mark() {
        return mark;
    }
}
