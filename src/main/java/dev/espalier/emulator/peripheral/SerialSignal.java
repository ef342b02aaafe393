package dev.espalier.emulator.peripheral;

import java.util.Arrays;

/**
 * What a serial receiver makes of a byte that was sent at another baud rate. The frame (start bit,
 * eight data bits, stop bit, idle line) is drawn at the sender's rate and sampled in the middle of the
 * receiver's bits, as the hardware does; a slow sender therefore yields several wrong bytes.
 */
public final class SerialSignal {

    /** Rates closer than this are received without error: half a bit of drift over one frame. */
    private static final double TOLERANCE = 0.04;
    private static final int FRAME_BITS = 10;

    private SerialSignal() {
    }

    /** The bytes received at {@code receiverBaud} when {@code value} is sent at {@code senderBaud}. */
    public static byte[] receive(int value, int senderBaud, int receiverBaud) {
        if (agree(senderBaud, receiverBaud)) {
            return new byte[] {(byte) value};
        }
        byte[] received = new byte[FRAME_BITS];
        int count = 0;
        double bit = (double) senderBaud / receiverBaud;
        double start = 0;
        while (start < FRAME_BITS && count < received.length) {
            int sampled = 0;
            for (int i = 0; i < 8; i++) {
                sampled |= level(value, start + (i + 1.5) * bit) << i;
            }
            received[count++] = (byte) sampled;
            start = nextFallingEdge(value, start + 9.5 * bit);
        }
        return Arrays.copyOf(received, count);
    }

    /** Whether a receiver at one rate hears a sender at the other without error. */
    public static boolean agree(int senderBaud, int receiverBaud) {
        return Math.abs(senderBaud - receiverBaud) <= TOLERANCE * receiverBaud;
    }

    /** The line's level, {@code at} sender's bits after the start bit began. */
    private static int level(int value, double at) {
        int bit = (int) at;
        return bit == 0 ? 0 : bit > 8 ? 1 : value >> bit - 1 & 1;
    }

    private static double nextFallingEdge(int value, double after) {
        for (int bit = (int) after + 1; bit < FRAME_BITS; bit++) {
            if (level(value, bit - 1) == 1 && level(value, bit) == 0) {
                return bit;
            }
        }
        return FRAME_BITS;
    }
}
