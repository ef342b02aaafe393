package dev.espalier.emulator.cpu;

import dev.espalier.emulator.isa.ExceptionCause;

/** Told of the guest's exceptions, but not of interrupts; guest thread. */
@FunctionalInterface
public interface ExceptionListener {

    /** Nobody wants to know. */
    ExceptionListener NONE = (cause, address) -> { };

    /**
     * The instruction at the core's program counter could not be executed; the registers are as before it.
     *
     * @param address what EXCVADDR will be, 0 where the cause has no address
     */
    void raised(ExceptionCause cause, int address);
}
