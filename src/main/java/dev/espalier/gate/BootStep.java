package dev.espalier.gate;

/**
 * One step of the boot timeline.
 *
 * @param atMillis board time since the reset, ms
 * @param what what the board said
 */
public record BootStep(long atMillis, String what) {
}
