/**
 * The LX106 core: registers, exceptions, interrupts, execution. In: memory, clock, interrupt lines.
 * Out: executed instructions.
 *
 * <p>May use: emulator.isa, emulator.bus, emulator.clock, emulator.state.
 */
package dev.espalier.emulator.cpu;
