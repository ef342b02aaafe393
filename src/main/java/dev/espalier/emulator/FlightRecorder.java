package dev.espalier.emulator;

import dev.espalier.emulator.bus.Bus;
import dev.espalier.emulator.cpu.ExecutionObserver;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What a replayed core did last: its latest instructions with the registers before each, its latest stores, and
 * for every word of data RAM who stored there last. While it is on, instructions are executed one by one.
 */
public final class FlightRecorder {

    private static final int REGISTERS = 16;
    private static final int WORDS = Bus.DRAM_BYTES / 4;

    /**
     * An executed instruction.
     *
     * @param cycles    cycle count at which it began
     * @param text      assembler text
     * @param registers a0 to a15 before it
     */
    public record Step(long cycles, int pc, String text, int[] registers) {

        /** The same steps have the same text. */
        @Override
        public boolean equals(Object other) {
            return other instanceof Step that && cycles == that.cycles && pc == that.pc && text.equals(that.text)
                && Arrays.equals(registers, that.registers);
        }

        @Override
        public int hashCode() {
            return Long.hashCode(cycles) + pc;
        }
    }

    /**
     * A store.
     *
     * @param cycles   cycle count of the instruction
     * @param pc       its address; for a store of the network device, the instruction that asked for it
     * @param address  of the first byte
     * @param width    bytes
     * @param value    what was stored, in a store of the core
     * @param byDevice whether the network device stored, by DMA
     */
    public record Write(long cycles, int pc, int address, int width, int value, boolean byDevice) {

        /** Whether it stored into any of {@code length} bytes at {@code from}. */
        boolean touches(int from, int length) {
            return Integer.compareUnsigned(from, address + width) < 0 && Integer.compareUnsigned(address, from + length) < 0;
        }
    }

    private final Machine machine;
    private final long[] stepCycles;
    private final int[] stepPcs;
    private final int[] stepRegisters;
    private long steps;
    private final Write[] writes;
    private long written;
    private final Write[] lastByWord = new Write[WORDS];

    FlightRecorder(Machine machine, int instructions, int stores) {
        this.machine = machine;
        stepCycles = new long[instructions];
        stepPcs = new int[instructions];
        stepRegisters = new int[instructions * REGISTERS];
        writes = new Write[stores];
    }

    ExecutionObserver observer() {
        return new ExecutionObserver() {
            @Override
            public void executes() {
                step();
            }

            @Override
            public void stores(int address, int width, int value) {
                write(new Write(machine.clock.cycles(), machine.cpu.pc(), address, width, value, false));
            }
        };
    }

    /** The network device has stored. */
    void deviceStored(int address, int length) {
        write(new Write(machine.clock.cycles(), machine.cpu.pc(), address, length, 0, true));
    }

    private void step() {
        int at = (int) (steps++ % stepPcs.length);
        stepCycles[at] = machine.clock.cycles();
        stepPcs[at] = machine.cpu.pc();
        for (int i = 0; i < REGISTERS; i++) {
            stepRegisters[at * REGISTERS + i] = machine.cpu.register(i);
        }
    }

    private void write(Write write) {
        writes[(int) (written++ % writes.length)] = write;
        int first = write.address() - Bus.DRAM >> 2;
        int last = write.address() + write.width() - 1 - Bus.DRAM >> 2;
        for (int word = Math.max(0, first); word <= Math.min(WORDS - 1, last); word++) {
            lastByWord[word] = write;
        }
    }

    /** Instructions seen so far. */
    public long executed() {
        return steps;
    }

    /** The latest instructions, the oldest first. */
    public List<Step> instructions() {
        List<Step> latest = new ArrayList<>();
        for (long i = Math.max(0, steps - stepPcs.length); i < steps; i++) {
            int at = (int) (i % stepPcs.length);
            latest.add(new Step(stepCycles[at], stepPcs[at], machine.cpu.disassemble(stepPcs[at]),
                Arrays.copyOfRange(stepRegisters, at * REGISTERS, (at + 1) * REGISTERS)));
        }
        return latest;
    }

    /** The latest stores, the oldest first. */
    public List<Write> writes() {
        List<Write> latest = new ArrayList<>();
        for (long i = Math.max(0, written - writes.length); i < written; i++) {
            latest.add(writes[(int) (i % writes.length)]);
        }
        return latest;
    }

    /** The latest store into any of {@code length} bytes of data RAM, of the whole words that hold them. */
    public Optional<Write> lastWriteTo(int address, int length) {
        Write latest = null;
        int from = Math.max(0, address - Bus.DRAM >> 2);
        int to = Math.min(WORDS - 1, address + length - 1 - Bus.DRAM >> 2);
        for (int word = from; word <= to; word++) {
            Write write = lastByWord[word];
            if (write != null && write.touches(address, length) && (latest == null || write.cycles() > latest.cycles())) {
                latest = write;
            }
        }
        return Optional.ofNullable(latest);
    }
}
