package dev.espalier.heap;

/**
 * The state of a heap.
 *
 * @param freeBytes all free blocks together, headers included, as {@code ESP.getFreeHeap()} counts them;
 *     up to core 2.4 that counts the heap's end block too, 8 bytes more
 * @param largestBytes the largest free block, header included
 */
public record HeapFigures(int freeBytes, int largestBytes) {
}
