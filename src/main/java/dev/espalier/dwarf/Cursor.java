package dev.espalier.dwarf;

import java.nio.charset.StandardCharsets;

/** Reads the values of DWARF one after the other; a read past the end is a {@link DwarfException}. */
final class Cursor {

    private final byte[] data;
    private final int end;
    private int at;

    /** Reads {@code data} from {@code from} up to {@code end}. */
    Cursor(byte[] data, long from, long end) {
        if (from < 0 || from > end || end > data.length) {
            throw new DwarfException("offset 0x%x lies outside of its section".formatted(from));
        }
        this.data = data;
        this.at = (int) from;
        this.end = (int) end;
    }

    /** The same place, with an end before the section's. */
    Cursor upTo(long limit) {
        return new Cursor(data, at, limit);
    }

    int position() {
        return at;
    }

    int remaining() {
        return end - at;
    }

    int u8() {
        need(1);
        return data[at++] & 0xFF;
    }

    int s8() {
        need(1);
        return data[at++];
    }

    int u16() {
        return (int) unsigned(2);
    }

    long u32() {
        return unsigned(4);
    }

    /** A little-endian number of 1 to 8 bytes; of 8 bytes it may come out negative. */
    long unsigned(int size) {
        need(size);
        long value = 0;
        for (int i = size - 1; i >= 0; i--) {
            value = value << 8 | data[at + i] & 0xFF;
        }
        at += size;
        return value;
    }

    /** An unsigned LEB128; bits above 63 are lost. */
    long uleb() {
        long value = 0;
        for (int shift = 0; ; shift += 7) {
            int octet = u8();
            value |= shift < 64 ? (long) (octet & 0x7F) << shift : 0;
            if (octet < 0x80) {
                return value;
            }
        }
    }

    /** A signed LEB128; bits above 63 are lost. */
    long sleb() {
        long value = 0;
        for (int shift = 0; ; shift += 7) {
            int octet = u8();
            value |= shift < 64 ? (long) (octet & 0x7F) << shift : 0;
            if (octet < 0x80) {
                boolean negative = (octet & 0x40) != 0 && shift + 7 < 64;
                return negative ? value | -1L << shift + 7 : value;
            }
        }
    }

    /** A text that ends with a zero byte. */
    String text() {
        int from = at;
        skipText();
        return new String(data, from, at - 1 - from, StandardCharsets.UTF_8);
    }

    void skipText() {
        while (u8() != 0) {
            continue;
        }
    }

    void skip(long count) {
        if (count < 0 || count > remaining()) {
            throw new DwarfException("%d bytes are wanted where %d are left".formatted(count, remaining()));
        }
        at += (int) count;
    }

    /** The length that a unit begins with: 32 bits, or an escape and 64 bits (then offsets have 8 bytes). */
    Length length() {
        long first = u32();
        if (first != 0xFFFFFFFFL) {
            return new Length(first, 4);
        }
        return new Length(unsigned(8), 8);
    }

    /** Bytes that follow, and the size of offsets among them. */
    record Length(long bytes, int offsetSize) {
    }

    private void need(int count) {
        if (count > end - at) {
            throw new DwarfException("the section ends within a value at 0x%x".formatted(at));
        }
    }
}
