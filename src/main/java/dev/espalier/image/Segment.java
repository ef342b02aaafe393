package dev.espalier.image;

/**
 * One segment of an image.
 *
 * @param address where the loader puts it (or finds it mapped, at 0x40200000 and above)
 * @param offset of its first data byte in the file
 * @param length in bytes
 */
public record Segment(int address, int offset, int length) {

    /** Whether {@code [from, from + size)} lies in this segment, by load address. */
    boolean holds(int from, int size) {
        long start = Integer.toUnsignedLong(from) - Integer.toUnsignedLong(address);
        return start >= 0 && start + size <= length;
    }
}
