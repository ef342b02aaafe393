package dev.espalier;

import java.util.Objects;

/**
 * The bench is broken, so nothing can be said about the firmware: an ERROR, never a FAIL. A wrong
 * firmware is an assertion failure instead.
 *
 * <p>The message is written for a person at the bench and has three parts: what was wanted, what was
 * seen, and what to try.
 */
public class EspalierException extends RuntimeException {

    private final String wanted;
    private final String seen;
    private final String advice;

    /**
     * Without a cause.
     *
     * @param wanted what should have happened, with the values concerned
     * @param seen what happened instead
     * @param advice what to look at or try next
     */
    public EspalierException(String wanted, String seen, String advice) {
        this(wanted, seen, advice, null);
    }

    /** The same, with the {@code cause} for those who ask for a stack trace. */
    public EspalierException(String wanted, String seen, String advice, Throwable cause) {
        super("wanted: %s; seen: %s; try: %s".formatted(wanted, seen, advice), cause);
        this.wanted = Objects.requireNonNull(wanted, "wanted");
        this.seen = Objects.requireNonNull(seen, "seen");
        this.advice = Objects.requireNonNull(advice, "advice");
    }

    /** What should have happened. */
    public final String wanted() {
        return wanted;
    }

    /** What happened instead. */
    public final String seen() {
        return seen;
    }

    /** What to look at or try next. */
    public final String advice() {
        return advice;
    }
}
