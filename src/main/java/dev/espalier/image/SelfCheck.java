package dev.espalier.image;

import dev.espalier.bytes.Checksums;
import dev.espalier.bytes.LittleEndian;
import java.util.Arrays;

/**
 * The words that images of the Arduino core 3.0 and later check themselves by: the file's length and a CRC
 * over all of it, at the beginning of the application's first segment (facts 5.2). They are written after
 * the image's checksum byte, which is wrong from then on; no loader of the core's looks at it.
 */
final class SelfCheck {

    /** Behind the headers of the image and of its first segment. */
    private static final int LENGTH_BEHIND_START = 16;
    private static final int WORDS_BYTES = 8;

    private SelfCheck() {
    }

    /** Whether the image that begins at {@code at} has these words and its file is as they say. */
    static boolean holds(byte[] file, int at) {
        int words = at + LENGTH_BEHIND_START;
        if (file.length < words + WORDS_BYTES || LittleEndian.get32(file, words) != file.length) {
            return false;
        }
        byte[] cleared = file.clone();
        Arrays.fill(cleared, words, words + WORDS_BYTES, (byte) 0);
        return LittleEndian.get32(file, words + 4) == Checksums.crc32MsbFirst(cleared);
    }
}
