package dev.espalier.bytes;

import java.util.HexFormat;

/** Hexadecimal text, lower case. */
public final class Hex {

    private static final HexFormat PLAIN = HexFormat.of();
    private static final HexFormat SPACED = HexFormat.ofDelimiter(" ");

    private Hex() {
    }

    /** {@code "c0ffee"}. */
    public static String of(byte[] data) {
        return PLAIN.formatHex(data);
    }

    /** {@code "c0 ff ee"}: the first {@code limit} bytes, then the number of those left out. */
    public static String spaced(byte[] data, int limit) {
        int shown = Math.min(limit, data.length);
        String text = SPACED.formatHex(data, 0, shown);
        return shown == data.length ? text : text + " (+%d)".formatted(data.length - shown);
    }

    /** {@code "0x4000e1b2"}. */
    public static String word(int value) {
        return "0x%08x".formatted(value);
    }

    /**
     * The bytes that {@code text} names; blanks are skipped.
     *
     * @throws IllegalArgumentException when anything else than pairs of hex digits remains
     */
    public static byte[] parse(String text) {
        return PLAIN.parseHex(text.replaceAll("\\s", ""));
    }
}
