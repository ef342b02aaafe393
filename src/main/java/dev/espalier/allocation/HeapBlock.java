package dev.espalier.allocation;

import java.util.Optional;

/**
 * A block of heap memory, from its allocation on.
 *
 * @param address   of its first byte, as the caller got it
 * @param size      bytes asked for
 * @param allocated who asked
 * @param freed     who gave it back; empty while it is live
 */
public record HeapBlock(int address, int size, HeapCall allocated, Optional<HeapCall> freed) {

    /** Whether the byte at {@code any} is one of its own. */
    public boolean contains(int any) {
        return Integer.compareUnsigned(any - address, Math.max(size, 1)) < 0;
    }

    HeapBlock freedBy(HeapCall call) {
        return new HeapBlock(address, size, allocated, Optional.of(call));
    }
}
