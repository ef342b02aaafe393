package dev.espalier.bench;

/** A moment of a virtual board, to which its bench can take it back: memory, flash, registers, time. */
public final class Moment {

    private final byte[] snapshot;

    Moment(byte[] snapshot) {
        this.snapshot = snapshot;
    }

    byte[] snapshot() {
        return snapshot;
    }
}
