package dev.espalier.dwarf;

import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * A debug section as it stands in the file.
 *
 * @param name such as {@code .debug_info}, or {@code .zdebug_info} (GNU's first way of compressing)
 * @param bytes as in the file
 * @param compressed whether the section's header carries SHF_COMPRESSED
 */
public record DebugSection(String name, byte[] bytes, boolean compressed) {

    /** Chips with 1 MB of mapped flash have a few MB of debug information; more than this is damage. */
    private static final int MOST_BYTES = 64 << 20;
    /** Deflate cannot shrink by more than a factor of 1,032. */
    private static final int MOST_RATIO = 1032;
    private static final int COMPRESS_ZLIB = 1;
    /** ch_type, ch_size, ch_addralign. */
    private static final int HEADER = 12;
    /** "ZLIB" and the size as eight bytes, highest first. */
    private static final int OLD_HEADER = 12;

    /** What the compiler wrote. */
    byte[] content() {
        if (compressed) {
            Cursor header = new Cursor(bytes, 0, bytes.length);
            if (header.u32() != COMPRESS_ZLIB) {
                throw new DwarfException(name + " is compressed by other means than zlib");
            }
            return inflate(HEADER, header.u32());
        }
        boolean old = name.startsWith(".zdebug") && bytes.length >= OLD_HEADER
            && bytes[0] == 'Z' && bytes[1] == 'L' && bytes[2] == 'I' && bytes[3] == 'B';
        return old ? inflate(OLD_HEADER, Long.reverseBytes(new Cursor(bytes, 4, bytes.length).unsigned(8))) : bytes;
    }

    private byte[] inflate(int from, long size) {
        long packed = bytes.length - from;
        if (packed < 0 || size < 0 || size > MOST_BYTES || size > packed * MOST_RATIO) {
            throw new DwarfException("%s says that %d bytes were packed into %d".formatted(name, size, packed));
        }
        byte[] plain = new byte[(int) size];
        Inflater inflater = new Inflater();
        try {
            inflater.setInput(bytes, from, bytes.length - from);
            int done = 0;
            while (done < plain.length && !inflater.finished()) {
                int more = inflater.inflate(plain, done, plain.length - done);
                if (more == 0 && (inflater.needsInput() || inflater.needsDictionary())) {
                    break;
                }
                done += more;
            }
            if (done < plain.length) {
                throw new DwarfException("%s ends after %d of %d bytes".formatted(name, done, plain.length));
            }
            return plain;
        } catch (DataFormatException e) {
            throw new DwarfException(name + " is not what zlib wrote: " + e.getMessage());
        } finally {
            inflater.end();
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof DebugSection that && name.equals(that.name) && compressed == that.compressed
            && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return name.hashCode() * 31 + Arrays.hashCode(bytes);
    }
}
