package dev.espalier.eeprom;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * How a cell's value becomes bytes. Values are text throughout: what a person writes into a profile
 * and what the config page shows.
 */
public sealed interface CellType {

    /** Bytes that the cell takes. */
    int size();

    /**
     * The bytes for a value, exactly {@link #size} of them.
     *
     * @throws IllegalArgumentException saying why the value does not fit
     */
    byte[] encode(String value);

    /** The value that bytes stand for; bytes that are no text come out as {@code \xNN}. */
    String decode(byte[] bytes);

    /** NUL-padded text; a full cell carries no NUL. A flag is the text "true" or "false". */
    record Text(int size) implements CellType {

        @Override
        public byte[] encode(String value) {
            byte[] text = value.getBytes(StandardCharsets.UTF_8);
            if (text.length > size) {
                throw new IllegalArgumentException("text of %d bytes does not fit into %d".formatted(text.length, size));
            }
            return Arrays.copyOf(text, size);
        }

        @Override
        public String decode(byte[] bytes) {
            int end = 0;
            while (end < bytes.length && bytes[end] != 0) {
                end++;
            }
            try {
                String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, 0, end)).toString();
                return text.chars().anyMatch(c -> c < 0x20 || c == 0x7F) ? escaped(bytes, end) : text;
            } catch (CharacterCodingException e) {
                return escaped(bytes, end);
            }
        }

        private static String escaped(byte[] bytes, int end) {
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < end; i++) {
                int b = bytes[i] & 0xFF;
                text.append(b >= 0x20 && b < 0x7F ? String.valueOf((char) b) : "\\x%02x".formatted(b));
            }
            return text.toString();
        }
    }

    /** Four octets, first octet first: {@code 192.168.0.1}. */
    record Ipv4() implements CellType {

        @Override
        public int size() {
            return 4;
        }

        @Override
        public byte[] encode(String value) {
            String[] octets = value.split("\\.", -1);
            if (octets.length != 4) {
                throw new IllegalArgumentException("\"%s\" is no IPv4 address".formatted(value));
            }
            byte[] bytes = new byte[4];
            for (int i = 0; i < 4; i++) {
                bytes[i] = new Unsigned(1).encode(octets[i])[0];
            }
            return bytes;
        }

        @Override
        public String decode(byte[] bytes) {
            return "%d.%d.%d.%d".formatted(bytes[0] & 0xFF, bytes[1] & 0xFF, bytes[2] & 0xFF, bytes[3] & 0xFF);
        }
    }

    /** An unsigned number, most significant byte first. */
    record Unsigned(int size) implements CellType {

        @Override
        public byte[] encode(String value) {
            long number;
            try {
                number = Long.decode(value);
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException("\"%s\" is no number".formatted(value), e);
            }
            if (number < 0 || number >= 1L << 8 * size) {
                throw new IllegalArgumentException("%d is not in 0..%d".formatted(number, (1L << 8 * size) - 1));
            }
            byte[] bytes = new byte[size];
            for (int i = 0; i < size; i++) {
                bytes[i] = (byte) (number >> 8 * (size - 1 - i));
            }
            return bytes;
        }

        @Override
        public String decode(byte[] bytes) {
            long number = 0;
            for (byte b : bytes) {
                number = number << 8 | b & 0xFF;
            }
            return Long.toString(number);
        }
    }
}
