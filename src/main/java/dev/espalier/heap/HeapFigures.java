package dev.espalier.heap;

/**
 * The state of a heap.
 *
 * @param freeBytes all free blocks together, headers included, as {@code ESP.getFreeHeap()} counts them
 * @param largestBytes the largest free block, header included
 */
public record HeapFigures(int freeBytes, int largestBytes) {
}
