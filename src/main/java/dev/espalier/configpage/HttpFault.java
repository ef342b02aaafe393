package dev.espalier.configpage;

/** The board's web server did not answer as it should: a fault of the firmware. */
public final class HttpFault extends AssertionError {

    private static final long serialVersionUID = 1L;

    /** What was wrong. */
    public enum Kind {
        /** No connection was to be had. */
        REFUSED,
        /** Connected, and the connection was closed without a byte. */
        NO_REPLY,
        /** Nothing more came, and the connection stayed open. */
        TIMED_OUT,
        /** The connection ended before the length that was announced. */
        CUT_SHORT,
        /** More came than any page may have. */
        TOO_LARGE,
        /** What came is not HTTP. */
        NOT_HTTP,
        /** The page holds no form, or not the fields it should. */
        NO_FORM,
        /** A status that means failure. */
        STATUS
    }

    private final Kind kind;

    HttpFault(Kind kind, String wanted, String seen, Throwable cause) {
        super("wanted: %s; seen: %s".formatted(wanted, seen), cause);
        this.kind = kind;
    }

    /** What was wrong. */
    public Kind kind() {
        return kind;
    }
}
