/**
 * The gate's suites, ordinary JUnit tests over a board and its profile, and the run over them. In: a
 * bench and the names of suites. Out: checks with verdicts.
 *
 * <p>May use: allocation, bench, board, broker, configpage, console, crash, dwarf, eeprom, flasher, gate, heap,
 * image, junit, profile, time, transcript.
 */
package dev.espalier.suite;
