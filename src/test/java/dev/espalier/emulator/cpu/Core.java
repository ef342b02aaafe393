package dev.espalier.emulator.cpu;

import static dev.espalier.emulator.cpu.Assembler.to;

import dev.espalier.emulator.clock.Clock;
import dev.espalier.emulator.isa.SpecialRegister;
import java.util.function.Consumer;

/** A core in the chip's memory map, for directed tests: code in instruction RAM, user mode, interrupts open. */
final class Core {

    static final int CODE = 0x40100200;
    static final int VECBASE = 0x40100000;
    static final int DEBUG = VECBASE + 0x10;
    static final int NMI = VECBASE + 0x20;
    static final int KERNEL = VECBASE + 0x30;
    static final int USER = VECBASE + 0x50;
    static final int DOUBLE = VECBASE + 0x70;

    final TestMemory memory = TestMemory.chip();
    final Clock clock = new Clock(52_000_000);
    final Cpu cpu;

    Core() {
        this(60);
    }

    /** @param hot entries of an instruction before it is translated */
    Core(int hot) {
        this(hot, Redirects.NONE);
    }

    Core(int hot, Redirects redirects) {
        cpu = new Cpu(memory, clock, redirects, hot);
        cpu.special(SpecialRegister.VECBASE, VECBASE);
        cpu.special(SpecialRegister.PS, CpuState.PS_UM);
        for (int vector : new int[] {DEBUG, NMI, KERNEL, USER, DOUBLE}) {
            at(vector, code -> code.label("here").op("j", to("here")));
        }
    }

    /** Puts a program anywhere. */
    Core at(int address, Consumer<Assembler> program) {
        Assembler code = new Assembler(address);
        program.accept(code);
        memory.put(address, code.bytes());
        return this;
    }

    /** Puts a program at {@link #CODE}, followed by an endless loop, and lets it run. */
    Core run(int cycles, Consumer<Assembler> program) {
        Assembler code = new Assembler(CODE);
        program.accept(code);
        code.label("program end").op("j", to("program end"));
        memory.put(CODE, code.bytes());
        cpu.pc(CODE);
        return run(cycles);
    }

    Core run(int cycles) {
        clock.beginSlice(cycles);
        cpu.run();
        clock.runDueAlarms();
        return this;
    }

    int a(int register) {
        return cpu.register(register);
    }

    Core a(int register, int value) {
        cpu.register(register, value);
        return this;
    }

    int special(SpecialRegister register) {
        return cpu.special(register);
    }

    Core special(SpecialRegister register, int value) {
        cpu.special(register, value);
        return this;
    }
}
