package dev.espalier.allocation;

/**
 * A request that the allocator refused: its caller got a null pointer.
 *
 * @param size bytes asked for
 * @param call who asked
 */
public record FailedRequest(int size, HeapCall call) {
}
