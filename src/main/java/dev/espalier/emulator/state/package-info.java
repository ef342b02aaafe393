/**
 * What can be saved and restored. In: the parts of the machine. Out: one stream of bytes.
 *
 * <p>May use: nothing.
 */
package dev.espalier.emulator.state;
