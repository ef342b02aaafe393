package dev.espalier.image;

/**
 * Flash sizes as the high nibble of an image's byte 3 names them (facts 5.1). The c1 variants map
 * two megabytes at a time and have the size of their plain kin.
 */
final class FlashSize {

    private static final int K = 1024;
    private static final int[] BYTES_BY_CODE = {
        512 * K, 256 * K, 1024 * K, 2048 * K, 4096 * K, 2048 * K, 4096 * K, 0, 8192 * K, 16384 * K
    };

    private FlashSize() {
    }

    /** Bytes of flash for a code, 0 for a code that is not defined. */
    static int bytes(int code) {
        return code < BYTES_BY_CODE.length ? BYTES_BY_CODE[code] : 0;
    }

    /** {@code "4 MB"} or {@code "512 KB"}. */
    static String text(int bytes) {
        return bytes >= K * K ? bytes / (K * K) + " MB" : bytes / K + " KB";
    }
}
