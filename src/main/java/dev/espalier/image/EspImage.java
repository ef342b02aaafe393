package dev.espalier.image;

import dev.espalier.bytes.Checksums;
import dev.espalier.bytes.Hex;
import dev.espalier.bytes.LittleEndian;
import java.util.ArrayList;
import java.util.List;

/**
 * One image with magic E9 inside a file: what the ROM loads (facts 5.1).
 *
 * @param offset of the header in the file
 * @param flashMode 0 QIO, 1 QOUT, 2 DIO, 3 DOUT
 * @param sizeCode high nibble of byte 3, the flash size that the image was made for
 * @param frequencyCode low nibble of byte 3
 * @param entry address that is jumped to
 * @param segments in file order
 * @param end offset behind the checksum byte
 */
public record EspImage(int offset, int flashMode, int sizeCode, int frequencyCode, int entry,
                       List<Segment> segments, int end) {

    private static final int MAGIC = 0xE9;
    private static final int HEADER = 8;
    private static final int UNIT = 16;
    /** More segments than any tool writes (esptool refuses them too). */
    private static final int MOST_SEGMENTS = 16;

    public EspImage {
        segments = List.copyOf(segments);
    }

    /** Flash size in bytes that the image was made for, 0 when its code is not defined. */
    public int flashBytes() {
        return FlashSize.bytes(sizeCode);
    }

    /**
     * Reads the image at {@code at} and checks it: magic, lengths, checksum.
     *
     * @param name of the file, for the messages
     * @throws ImageException saying what is wrong and where
     */
    static EspImage parse(String name, byte[] file, int at) {
        if (file.length < at + HEADER) {
            throw truncated(name, "its header ends at " + Hex.word(at + HEADER), file.length);
        }
        int magic = file[at] & 0xFF;
        if (magic != MAGIC) {
            throw wrongMagic(name, magic, at);
        }
        int count = file[at + 1] & 0xFF;
        if (count == 0 || count > MOST_SEGMENTS) {
            throw new ImageException("1 to 16 segments in " + name,
                "its header at %s says %d".formatted(Hex.word(at), count), "build the image again");
        }
        List<Segment> segments = segments(name, file, at, count);
        Segment last = segments.get(count - 1);
        int end = last.offset() + last.length();
        end = at + (end - at) / UNIT * UNIT + UNIT;
        if (end > file.length) {
            throw truncated(name, "its checksum lies at " + Hex.word(end - 1), file.length);
        }
        check(name, file, at, segments, end);
        int sizeAndSpeed = file[at + 3] & 0xFF;
        return new EspImage(at, file[at + 2] & 0xFF, sizeAndSpeed >> 4, sizeAndSpeed & 0xF,
            LittleEndian.get32(file, at + 4), segments, end);
    }

    private static List<Segment> segments(String name, byte[] file, int at, int count) {
        List<Segment> segments = new ArrayList<>();
        long position = at + HEADER;
        for (int i = 0; i < count; i++) {
            if (position + HEADER > file.length) {
                throw truncated(name, "segment %d begins at 0x%08x".formatted(i + 1, position), file.length);
            }
            int address = LittleEndian.get32(file, (int) position);
            long length = Integer.toUnsignedLong(LittleEndian.get32(file, (int) position + 4));
            position += HEADER;
            if (position + length > file.length) {
                throw truncated(name, "segment %d (load %s, %d bytes) ends at 0x%08x"
                    .formatted(i + 1, Hex.word(address), length, position + length), file.length);
            }
            segments.add(new Segment(address, (int) position, (int) length));
            position += length;
        }
        return segments;
    }

    private static void check(String name, byte[] file, int at, List<Segment> segments, int end) {
        int sum = Checksums.XOR_SEED;
        for (Segment segment : segments) {
            sum = Checksums.xor(sum, file, segment.offset(), segment.length());
        }
        int stored = file[end - 1] & 0xFF;
        if (sum != stored && !SelfCheck.holds(file, at)) {
            throw new ImageException("checksum 0x%02x at %s of %s".formatted(sum, Hex.word(end - 1), name),
                "it holds 0x%02x".formatted(stored), "the file is damaged: build or copy it again");
        }
    }

    private static ImageException wrongMagic(String name, int magic, int at) {
        String hint = switch (magic) {
            case 0xEA -> "this is a version 2 image for boot_v1.x or rBoot, which the ROM does not start";
            case 0x7F -> "this looks like an ELF file: hand in the .bin, the .elf beside it is found by itself";
            case 0xFF -> "this part of the file is erased flash";
            default -> "hand in an ESP8266 flash image in the Arduino layout";
        };
        return new ImageException("an ESP8266 image (magic 0xe9) at %s of %s".formatted(Hex.word(at), name),
            "found 0x%02x".formatted(magic), hint);
    }

    private static ImageException truncated(String name, String what, int length) {
        return new ImageException("all of image " + name + ": " + what,
            "the file ends at %s".formatted(Hex.word(length)), "it is truncated: build or copy it again");
    }
}
