package dev.espalier.image;

import dev.espalier.EspalierException;

/** A file that is not what it should be: truncated, of another kind, or for another board. */
public final class ImageException extends EspalierException {

    private static final long serialVersionUID = 1L;

    ImageException(String wanted, String seen, String remedy) {
        super(wanted, seen, remedy);
    }
}
