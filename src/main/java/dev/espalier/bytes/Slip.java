package dev.espalier.bytes;

import java.io.ByteArrayOutputStream;
import java.io.IOException;

/**
 * SLIP framing as the boot loader uses it: C0 at both ends, C0 inside as DB DC, DB as DB DD (facts
 * 1.3).
 */
public final class Slip {

    private static final int END = 0xC0;
    private static final int ESCAPE = 0xDB;
    private static final int ESCAPED_END = 0xDC;
    private static final int ESCAPED_ESCAPE = 0xDD;

    private Slip() {
    }

    /** {@code payload} as one frame. */
    public static byte[] frame(byte[] payload) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(payload.length + 16);
        out.write(END);
        for (byte b : payload) {
            switch (b & 0xFF) {
                case END -> {
                    out.write(ESCAPE);
                    out.write(ESCAPED_END);
                }
                case ESCAPE -> {
                    out.write(ESCAPE);
                    out.write(ESCAPED_ESCAPE);
                }
                default -> out.write(b);
            }
        }
        out.write(END);
        return out.toByteArray();
    }

    /**
     * Takes bytes apart into frames. Bytes outside a frame are an error on a settled line and noise
     * before it has settled: {@link #resync} forgets them.
     */
    public static final class Decoder {

        private final ByteArrayOutputStream frame = new ByteArrayOutputStream();
        private boolean inside;
        private boolean escaped;

        /**
         * Takes one byte.
         *
         * @return the payload of the frame that this byte ends, else null
         * @throws IOException on a byte outside a frame or after a wrong escape; the decoder is then
         *     ready for the next frame
         */
        public byte[] accept(int octet) throws IOException {
            int b = octet & 0xFF;
            if (!inside) {
                return begin(b);
            }
            if (escaped) {
                unescape(b);
                return null;
            }
            if (b == END) {
                return end();
            }
            if (b == ESCAPE) {
                escaped = true;
            } else {
                frame.write(b);
            }
            return null;
        }

        /** Forgets a half-received frame. */
        public void resync() {
            frame.reset();
            inside = false;
            escaped = false;
        }

        private byte[] begin(int b) throws IOException {
            if (b != END) {
                throw new IOException("byte 0x%02x outside a SLIP frame".formatted(b));
            }
            inside = true;
            return null;
        }

        private void unescape(int b) throws IOException {
            escaped = false;
            switch (b) {
                case ESCAPED_END -> frame.write(END);
                case ESCAPED_ESCAPE -> frame.write(ESCAPE);
                default -> {
                    resync();
                    throw new IOException("SLIP escape 0xdb 0x%02x is not defined".formatted(b));
                }
            }
        }

        /** Two END bytes in a row are the end of one frame lost and the start of the next. */
        private byte[] end() {
            if (frame.size() == 0) {
                return null;
            }
            byte[] payload = frame.toByteArray();
            resync();
            return payload;
        }
    }
}
