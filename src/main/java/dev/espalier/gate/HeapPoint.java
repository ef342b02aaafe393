package dev.espalier.gate;

/**
 * One heap reading of the firmware, for the plot.
 *
 * @param cycle reconnect cycle, 0 before the first
 * @param checkpoint name of the place in the firmware
 * @param freeBytes free heap
 * @param largestBytes largest free block
 */
public record HeapPoint(int cycle, String checkpoint, int freeBytes, int largestBytes) {
}
