/**
 * The hardware blocks of the chip, one file per block. In: register reads and writes, alarms, line and
 * pin levels. Out: register values, interrupts, bytes, reset requests, the clock's frequency.
 *
 * <p>May use: emulator.bus, emulator.clock, emulator.cpu, emulator.flash, emulator.state.
 */
package dev.espalier.emulator.peripheral;
