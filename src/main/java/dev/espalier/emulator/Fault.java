package dev.espalier.emulator;

import java.util.Arrays;

/**
 * An exception that the guest's core raised, other than an interrupt. Firmware may handle one and go on.
 *
 * @param cause     EXCCAUSE, such as 29 for a store to an address that must not be written
 * @param pc        address of the instruction, which becomes EPC1
 * @param address   the address that it could not access (EXCVADDR), 0 where the cause has none
 * @param cycles    cycle count at which the instruction began
 * @param nanos     guest time since power-on
 * @param registers a0 to a15 before it
 */
public record Fault(int cause, int pc, int address, long cycles, long nanos, int[] registers) {

    public Fault {
        registers = registers.clone();
    }

    @Override
    public int[] registers() {
        return registers.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Fault that && cycles == that.cycles && pc == that.pc && cause == that.cause
            && address == that.address && Arrays.equals(registers, that.registers);
    }

    @Override
    public int hashCode() {
        return Long.hashCode(cycles) + pc;
    }

    @Override
    public String toString() {
        return "exception %d at %08x, address %08x, cycle %d".formatted(cause, pc, address, cycles);
    }
}
