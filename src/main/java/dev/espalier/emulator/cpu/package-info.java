/**
 * The LX106 core: registers, exceptions, interrupts, execution. In: memory, clock, interrupt lines.
 * Out: executed instructions.
 *
 * <p>Two engines read the instruction table. The walker evaluates the meaning of one instruction after
 * the other and is the reference; hot code is translated to JVM bytecode. Both leave the same state
 * after the same number of cycles.
 *
 * <p>May use: emulator.isa, emulator.bus, emulator.clock, emulator.state.
 */
package dev.espalier.emulator.cpu;
