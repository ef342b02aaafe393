package dev.espalier.eeprom;

import dev.espalier.bytes.Checksums;
import java.util.List;
import java.util.Optional;

/**
 * What makes a sector the firmware's own: bytes that never change, and a checksum.
 *
 * @param fixed bytes that never change
 * @param checksum the sum over a range, if the firmware has one
 */
public record Integrity(List<Fixed> fixed, Optional<Checksum> checksum) {

    /** A firmware that checks nothing. */
    public static final Integrity NONE = new Integrity(List.of(), Optional.empty());

    public Integrity {
        fixed = List.copyOf(fixed);
    }

    /** Bytes that never change, such as a magic word. */
    public record Fixed(int at, byte[] bytes) {

        public Fixed {
            bytes = bytes.clone();
        }
    }

    /** Algorithms that a profile can name. */
    public enum Kind {
        /** CRC-32 of IEEE 802.3 and zlib, four bytes. */
        CRC32(4),
        /** XOR of all bytes from seed EF, one byte. */
        XOR(1),
        /** Sum of all bytes, two bytes. */
        SUM16(2);

        private final int size;

        Kind(int size) {
            this.size = size;
        }

        int size() {
            return size;
        }

        int of(byte[] data, int from, int to) {
            return switch (this) {
                case CRC32 -> Checksums.crc32(data, from, to - from);
                case XOR -> Checksums.xor(data, from, to - from);
                case SUM16 -> {
                    int sum = 0;
                    for (int i = from; i < to; i++) {
                        sum += data[i] & 0xFF;
                    }
                    yield sum & 0xFFFF;
                }
            };
        }
    }

    /** A checksum over {@code [from, to)}, stored at {@code at}. */
    public record Checksum(Kind kind, int from, int to, int at, boolean bigEndian) {

        private void seal(byte[] data) {
            int sum = kind.of(data, from, to);
            for (int i = 0; i < kind.size(); i++) {
                data[at + i] = byteOf(sum, i);
            }
        }

        private boolean holds(byte[] data) {
            int sum = kind.of(data, from, to);
            for (int i = 0; i < kind.size(); i++) {
                if (data[at + i] != byteOf(sum, i)) {
                    return false;
                }
            }
            return true;
        }

        private byte byteOf(int sum, int i) {
            return (byte) (sum >>> 8 * (bigEndian ? kind.size() - 1 - i : i));
        }
    }

    /** Writes the fixed bytes, then the checksum. */
    void seal(byte[] data) {
        for (Fixed part : fixed) {
            System.arraycopy(part.bytes(), 0, data, part.at(), part.bytes().length);
        }
        checksum.ifPresent(sum -> sum.seal(data));
    }

    /** Whether the firmware would take the data for its own. */
    boolean holds(byte[] data) {
        for (Fixed part : fixed) {
            for (int i = 0; i < part.bytes().length; i++) {
                if (data[part.at() + i] != part.bytes()[i]) {
                    return false;
                }
            }
        }
        return checksum.map(sum -> sum.holds(data)).orElse(true);
    }
}
