package dev.espalier.profile;

import dev.espalier.EspalierException;

/** A profile that cannot be used; the message names file, line and key. */
public final class ProfileException extends EspalierException {

    private static final long serialVersionUID = 1L;

    ProfileException(String wanted, String seen, String remedy) {
        super(wanted, seen, remedy);
    }
}
