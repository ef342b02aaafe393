package dev.espalier.emulator.cpu;

import dev.espalier.emulator.clock.Clock;
import dev.espalier.emulator.isa.SpecialRegister;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;

/** Not a test: instructions a second of an ELF program until its {@code _exit}, walked and translated. */
final class Benchmark {

    private Benchmark() {
    }

    public static void main(String[] arguments) throws IOException {
        int rounds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 4;
        for (int round = 0; round < rounds; round++) {
            measure(Path.of(arguments[0]), 60, "translated");
        }
        measure(Path.of(arguments[0]), Cpu.NEVER, "walked");
    }

    private static void measure(Path file, int hot, String engine) throws IOException {
        Elf elf = new Elf(file);
        TestMemory memory = TestMemory.chip();
        elf.load(memory);
        memory.put(0x40100030, new Assembler(0x40100030).op("waiti", 0).op("ill").bytes());
        Clock clock = new Clock(80_000_000);
        Cpu cpu = new Cpu(memory, clock, hot);
        cpu.special(SpecialRegister.PS, 0);
        cpu.special(SpecialRegister.VECBASE, 0x40100000);
        cpu.pc(elf.entry());
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long start = threads.getCurrentThreadCpuTime();
        while (!cpu.waiting()) {
            clock.beginSlice(100_000);
            cpu.run();
        }
        long nanos = threads.getCurrentThreadCpuTime() - start;
        System.out.printf("%-10s %,d instructions in %.3f s of this thread's time: %.0f million a second; cause %d epc1 %08x result %08x%n", engine,
            clock.cycles(), nanos / 1e9, clock.cycles() * 1e3 / nanos, cpu.special(SpecialRegister.EXCCAUSE),
            cpu.special(SpecialRegister.EPC1), memory.load32(elf.symbol("result")));
    }
}
