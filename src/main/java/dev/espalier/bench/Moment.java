package dev.espalier.bench;

import dev.espalier.board.Board;

/** A moment of a virtual board, to which its bench can take it back: memory, flash, registers, time. */
public final class Moment {

    private final byte[] snapshot;
    private final Board board;

    /**
     * Keeps a moment.
     *
     * @param board what was known of the board then
     */
    Moment(byte[] snapshot, Board board) {
        this.snapshot = snapshot;
        this.board = board;
    }

    byte[] snapshot() {
        return snapshot;
    }

    Board board() {
        return board;
    }
}
