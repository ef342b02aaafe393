package dev.espalier.flasher;

import dev.espalier.EspalierException;

/** The boot loader did not answer, or refused: a fault of the bench, not of the firmware. */
public final class LoaderException extends EspalierException {

    private static final long serialVersionUID = 1L;

    private final int romError;

    LoaderException(String wanted, String seen, String remedy) {
        this(wanted, seen, remedy, 0);
    }

    LoaderException(String wanted, String seen, String remedy, int romError) {
        super(wanted, seen, remedy);
        this.romError = romError;
    }

    /** The ROM's error code (facts 1.4), 0 when it did not answer at all. */
    public int romError() {
        return romError;
    }
}
