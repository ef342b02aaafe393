/**
 * Makes a crash happen again: scenarios, the search for the smallest one that crashes, and how often it does. In: a
 * bench, a scenario, a seed. Out: trials, the smallest scenario, a JUnit test that repeats it.
 *
 * <p>May use: bench, board, broker, bytes, configpage, console, crash, dwarf, emulator, heap, image, profile,
 * replay, time, transcript.
 */
package dev.espalier.repro;
