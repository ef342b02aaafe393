package dev.espalier.console;

import dev.espalier.transcript.BootParser;

/**
 * Decides which of the board's two baud rates is in force, from what arrives alone.
 *
 * <p>After a reset that we caused, the ROM's rate. When the second-stage loader hands over, the
 * application's. After a crash report, the ROM's, for a restart follows. And whenever what arrives is
 * no text, the other one: that catches resets that nobody announced and images without a known
 * loader. No timers.
 */
final class BaudFollower {

    /** Bytes looked back on. */
    private static final int WINDOW = 12;
    /** That many bytes in the window that no text has: the rate is wrong. */
    private static final int GARBAGE = 5;

    private final int bootBaud;
    private final int baud;
    private boolean boot = true;
    private int window;

    BaudFollower(int bootBaud, int baud) {
        this.bootBaud = bootBaud;
        this.baud = baud;
    }

    /** The rate that should be in force. */
    int wanted() {
        return boot ? bootBaud : baud;
    }

    /** The board is being reset: its ROM speaks next. */
    void reset() {
        become(true);
    }

    /** A crash report has ended: the board will restart. */
    void crashed() {
        become(true);
    }

    /** What the last line meant. */
    void line(BootParser.Meaning meaning) {
        if (meaning == BootParser.Meaning.HAND_OVER) {
            become(false);
        }
    }

    /** Looks at one byte; whether {@link #wanted} changed because of it. */
    boolean accept(int octet) {
        int b = octet & 0xFF;
        if (b == 0) {
            return false;
        }
        boolean text = b >= 0x20 && b < 0x7F || b == '\n' || b == '\r' || b == '\t';
        window = window << 1 & (1 << WINDOW) - 1 | (text ? 0 : 1);
        if (bootBaud == baud || Integer.bitCount(window) < GARBAGE) {
            return false;
        }
        become(!boot);
        return true;
    }

    private void become(boolean bootRate) {
        boot = bootRate;
        window = 0;
    }
}
