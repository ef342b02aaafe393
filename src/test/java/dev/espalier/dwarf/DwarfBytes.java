package dev.espalier.dwarf;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Sections written by hand. */
final class DwarfBytes {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    /** Single bytes. */
    DwarfBytes u8(int... values) {
        for (int value : values) {
            out.write(value);
        }
        return this;
    }

    DwarfBytes u16(int value) {
        return u8(value, value >> 8);
    }

    DwarfBytes u32(long value) {
        return u16((int) value).u16((int) (value >> 16));
    }

    DwarfBytes u64(long value) {
        return u32(value).u32(value >> 32);
    }

    DwarfBytes uleb(long value) {
        long rest = value;
        for (; rest >= 0x80; rest >>>= 7) {
            out.write((int) (rest & 0x7F | 0x80));
        }
        out.write((int) rest);
        return this;
    }

    DwarfBytes text(String text) {
        out.writeBytes(text.getBytes(StandardCharsets.UTF_8));
        out.write(0);
        return this;
    }

    DwarfBytes all(byte[] bytes) {
        out.writeBytes(bytes);
        return this;
    }

    /** With a 32-bit length in front. */
    byte[] unit() {
        return new DwarfBytes().u32(out.size()).all(bytes()).bytes();
    }

    /** With the escape and a 64-bit length in front. */
    byte[] longUnit() {
        return new DwarfBytes().u32(0xFFFFFFFFL).u64(out.size()).all(bytes()).bytes();
    }

    int size() {
        return out.size();
    }

    byte[] bytes() {
        return out.toByteArray();
    }
}
