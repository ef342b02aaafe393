/**
 * The one reader of a link: alive across flash and reset, writing the transcript as bytes arrive. In:
 * a link, baud rates, patterns. Out: matches, crashes, boots, a transcript on disk.
 *
 * <p>May use: link, transcript, bytes, time.
 */
package dev.espalier.console;
