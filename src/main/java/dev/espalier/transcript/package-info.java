/**
 * What a board said and what it means: time-stamped lines, the ROM's banner, start-up, crash dumps.
 * In: lines of text. Out: boots, crashes, masked text. No I/O.
 *
 * <p>May use: bytes.
 */
package dev.espalier.transcript;
