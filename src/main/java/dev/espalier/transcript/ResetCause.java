package dev.espalier.transcript;

/** Why the chip started, as the ROM's banner says it: {@code rst cause:N} (facts 2.1). */
public enum ResetCause {
    UNKNOWN(0, "unknown"),
    POWER_ON(1, "power-on"),
    EXTERNAL(2, "external"),
    SOFTWARE(3, "software"),
    WATCHDOG(4, "wdt"),
    DEEP_SLEEP(5, "deep sleep"),
    DEEP_SLEEP_OR_SDIO(6, "deep sleep or SDIO"),
    /** A reset that was noticed without its banner: it went by at another baud rate. */
    NOT_SEEN(-1, "cause not seen");

    private final int code;
    private final String text;

    ResetCause(int code, String text) {
        this.code = code;
        this.text = text;
    }

    /** The cause for a number in the banner; numbers the ROM never prints are {@link #UNKNOWN}. */
    public static ResetCause of(int code) {
        for (ResetCause cause : values()) {
            if (cause.code == code) {
                return cause;
            }
        }
        return UNKNOWN;
    }

    /** The number in the banner, -1 for {@link #NOT_SEEN}. */
    public int code() {
        return code;
    }

    /** The cause in a word, for messages. */
    @Override
    public String toString() {
        return text;
    }
}
