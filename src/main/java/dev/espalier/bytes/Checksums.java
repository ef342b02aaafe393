package dev.espalier.bytes;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.zip.CRC32;

/** The sums that guard images, packets and sectors. */
public final class Checksums {

    /** Seed of the XOR checksum of images and of the boot-loader protocol (facts 1.3, 5.1). */
    public static final int XOR_SEED = 0xEF;

    private Checksums() {
    }

    /** XOR of the bytes, seeded with {@link #XOR_SEED}: 0..255. */
    public static int xor(byte[] data, int from, int length) {
        return xor(XOR_SEED, data, from, length);
    }

    /** XOR of the bytes, continued from {@code seed}: 0..255. */
    public static int xor(int seed, byte[] data, int from, int length) {
        int sum = seed;
        for (int i = from; i < from + length; i++) {
            sum ^= data[i] & 0xFF;
        }
        return sum & 0xFF;
    }

    /** CRC-32 as in Ethernet and zip: reflected, polynomial 04C11DB7, start and end inverted. */
    public static int crc32(byte[] data, int from, int length) {
        CRC32 crc = new CRC32();
        crc.update(data, from, length);
        return (int) crc.getValue();
    }

    /** CRC-32 of all of {@code data}. */
    public static int crc32(byte[] data) {
        return crc32(data, 0, data.length);
    }

    /** CRC-32 with the same polynomial, most significant bit first and not inverted (CRC-32/MPEG-2). */
    public static int crc32MsbFirst(byte[] data) {
        int crc = -1;
        for (byte octet : data) {
            crc ^= octet << 24;
            for (int bit = 0; bit < 8; bit++) {
                crc = crc << 1 ^ (crc < 0 ? 0x04C11DB7 : 0);
            }
        }
        return crc;
    }

    /** SHA-256 in lower-case hex. */
    public static String sha256(byte[] data) {
        try {
            return Hex.of(MessageDigest.getInstance("SHA-256").digest(data));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }
}
