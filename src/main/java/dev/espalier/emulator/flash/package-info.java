/**
 * The SPI NOR flash chip. In: erase, program, status commands, guest time. Out: cells, busy and
 * protection bits, a file that keeps the cells.
 *
 * <p>May use: emulator.clock, emulator.state.
 */
package dev.espalier.emulator.flash;
