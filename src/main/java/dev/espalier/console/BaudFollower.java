package dev.espalier.console;

import dev.espalier.transcript.BootParser;

/**
 * Decides which of the board's two baud rates is in force, from what arrives alone.
 *
 * <p>After a reset that we caused, the ROM's rate. When the second-stage loader hands over, the
 * application's. After a crash report, the ROM's, for a restart follows. And whenever what arrives is
 * no text, the other one: that catches resets that nobody announced and images without a known
 * loader. No timers.
 *
 * <p>A restart whose ROM output went by entirely at the wrong rate, because this machine was too slow
 * to follow, leaves a long run of garbage in the midst of the application's text: {@link #lostReset}.
 */
final class BaudFollower {

    /** Bytes looked back on. */
    private static final int WINDOW = 12;
    /** That many bytes in the window that no text has: the rate is wrong. */
    private static final int GARBAGE = 5;

    /** The same for the way back out of garbage: bytes garbled already say nothing about the rate now. */
    private static final int LONG_WINDOW = 32;
    private static final int LONG_GARBAGE = 14;
    /** Garbage that is no glitch: the ROM says some 200 characters at each start. */
    private static final int LOST_RESET = 40;
    /** Text without garbage after which a run of it is over. */
    private static final int CALM = 40;

    private final int bootBaud;
    private final int baud;
    private boolean boot = true;
    private long window;
    private boolean run;
    private int runGarbage;
    private int calm;
    private boolean romHeard;
    private boolean lostReset;

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
        run = false;
        lostReset = false;
    }

    /** The application speaks. */
    void running() {
        become(false);
    }

    /** A crash report has ended: the board will restart. */
    void crashed() {
        become(true);
        run = false;
    }

    /** What the last line meant. */
    void line(BootParser.Meaning meaning) {
        romHeard |= meaning != BootParser.Meaning.NONE;
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
        window = window << 1 | (text ? 0 : 1);
        follow(text);
        if (bootBaud == baud || !garbled()) {
            return false;
        }
        if (!boot && !run) {
            run = true;
            runGarbage = Long.bitCount(window & mask(WINDOW));
            calm = 0;
            romHeard = false;
        }
        become(!boot);
        return true;
    }

    /** Whether garbage has begun in the application's text and has not ended. */
    boolean inGarbage() {
        return run;
    }

    /** Whether a restart must have happened that was not heard; asking forgets it. */
    boolean lostReset() {
        boolean lost = lostReset;
        lostReset = false;
        return lost;
    }

    private void follow(boolean text) {
        if (!run) {
            return;
        }
        runGarbage += text ? 0 : 1;
        calm = text ? calm + 1 : 0;
        if (calm >= CALM) {
            run = false;
            lostReset = !romHeard && runGarbage >= LOST_RESET;
        }
    }

    private boolean garbled() {
        return run && boot ? Long.bitCount(window & mask(LONG_WINDOW)) >= LONG_GARBAGE
            : Long.bitCount(window & mask(WINDOW)) >= GARBAGE;
    }

    private static long mask(int bits) {
        return (1L << bits) - 1;
    }

    private void become(boolean bootRate) {
        boot = bootRate;
        window = 0;
    }
}
