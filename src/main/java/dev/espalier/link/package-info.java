/**
 * Byte pipes to a board. In: bytes, baud rates, DTR and RTS. Out: bytes as they arrive.
 *
 * <p>May use: time.
 */
package dev.espalier.link;
