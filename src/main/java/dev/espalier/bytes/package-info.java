/**
 * Bytes as the chip and its tools see them: hex, little-endian words, checksums, SLIP frames. In:
 * byte arrays. Out: byte arrays and text.
 *
 * <p>May use: nothing.
 */
package dev.espalier.bytes;
