/**
 * The command line: picocli commands, progress on the terminal, exit codes. In: arguments. Out: text,
 * reports, an exit code.
 *
 * <p>May use: bench, board, broker, bytes, console, crash, flasher, gate, image, profile, report, repro, suite, time,
 * transcript.
 */
package dev.espalier.cli;
