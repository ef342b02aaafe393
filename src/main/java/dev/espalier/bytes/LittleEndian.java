package dev.espalier.bytes;

/** Words in the byte order of the LX106. */
public final class LittleEndian {

    private LittleEndian() {
    }

    /** The unsigned halfword at {@code at}. */
    public static int get16(byte[] data, int at) {
        return data[at] & 0xFF | (data[at + 1] & 0xFF) << 8;
    }

    /** The word at {@code at}. */
    public static int get32(byte[] data, int at) {
        return get16(data, at) | get16(data, at + 2) << 16;
    }

    /** Stores the low half of {@code value} at {@code at}. */
    public static void put16(byte[] data, int at, int value) {
        data[at] = (byte) value;
        data[at + 1] = (byte) (value >> 8);
    }

    /** Stores {@code value} at {@code at}. */
    public static void put32(byte[] data, int at, int value) {
        put16(data, at, value);
        put16(data, at + 2, value >> 16);
    }

    /** The given words, one after the other. */
    public static byte[] words(int... values) {
        byte[] data = new byte[values.length * 4];
        for (int i = 0; i < values.length; i++) {
            put32(data, i * 4, values[i]);
        }
        return data;
    }
}
