package dev.espalier.emulator.cpu;

import dev.espalier.emulator.isa.ExceptionCause;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Memory accesses of translated code: straight into data RAM where the address lies there, else through
 * the memory with the state brought up to date, so that devices see exact time and faults are exact.
 *
 * <p>Each takes the address, the instruction's own address, the cycles counted so far in this run and how
 * many of them belong to this instruction and later ones.
 *
 * <p>A store that reaches a device ends the run of translated code at once. A load does when it moved the
 * limit: reading a register may raise an interrupt or let time pass. So both engines do the same in the same cycle.
 */
final class DirectAccess {

    private static final VarHandle WORD = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle HALF = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);

    private DirectAccess() {
    }

    static int load32(CpuState state, int address, int pc, int counted, int ahead) {
        int offset = address - state.ramBase;
        if (offset >= 0 && offset < state.ramBytes && (address & 3) == 0) {
            return (int) WORD.get(state.ram, offset);
        }
        begin(state, address, 3, pc, counted - ahead);
        int value = state.memory.load32(address);
        state.refreshLimit();
        return value;
    }

    static int load16(CpuState state, int address, int pc, int counted, int ahead) {
        int offset = address - state.ramBase;
        if (offset >= 0 && offset < state.ramBytes && (address & 1) == 0) {
            return (short) HALF.get(state.ram, offset) & 0xFFFF;
        }
        begin(state, address, 1, pc, counted - ahead);
        int value = state.memory.load16(address);
        state.refreshLimit();
        return value;
    }

    static int load8(CpuState state, int address, int pc, int counted, int ahead) {
        int offset = address - state.ramBase;
        if (offset >= 0 && offset < state.ramBytes) {
            return state.ram[offset] & 0xFF;
        }
        begin(state, address, 0, pc, counted - ahead);
        int value = state.memory.load8(address);
        state.refreshLimit();
        return value;
    }

    /** Answers true when translated code must be left: the store may have changed code, time or interrupts. */
    static boolean store32(CpuState state, int address, int value, int pc, int counted, int ahead) {
        int offset = address - state.ramBase;
        if (offset >= 0 && offset < state.ramBytes && (address & 3) == 0) {
            WORD.set(state.ram, offset, value);
            return false;
        }
        begin(state, address, 3, pc, counted - ahead);
        state.memory.store32(address, value);
        state.refreshLimit();
        return true;
    }

    static boolean store16(CpuState state, int address, int value, int pc, int counted, int ahead) {
        int offset = address - state.ramBase;
        if (offset >= 0 && offset < state.ramBytes && (address & 1) == 0) {
            HALF.set(state.ram, offset, (short) value);
            return false;
        }
        begin(state, address, 1, pc, counted - ahead);
        state.memory.store16(address, value);
        state.refreshLimit();
        return true;
    }

    static boolean store8(CpuState state, int address, int value, int pc, int counted, int ahead) {
        int offset = address - state.ramBase;
        if (offset >= 0 && offset < state.ramBytes) {
            state.ram[offset] = (byte) value;
            return false;
        }
        begin(state, address, 0, pc, counted - ahead);
        state.memory.store8(address, value);
        state.refreshLimit();
        return true;
    }

    private static void begin(CpuState state, int address, int mask, int pc, int executed) {
        state.pc = pc;
        state.executed = executed;
        state.account();
        if ((address & mask) != 0) {
            throw new GuestException(ExceptionCause.LOAD_STORE_ALIGNMENT, address);
        }
    }
}
