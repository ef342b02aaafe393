package dev.espalier.emulator.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.emulator.clock.Clock;
import dev.espalier.emulator.isa.SpecialRegister;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Translated code against the walker: both read the same rows, so they must agree to the bit and the cycle. */
class EnginesTest {

    private static final int VECTORS = 0x40300000 - 0x1000;

    @ParameterizedTest
    @ValueSource(longs = {1001, 1002})
    void random_sequences_end_alike(long seed) {
        RandomSequences program = new RandomSequences(seed, 400, SharedOpcodes.shared());

        Outcome walked = run(program, Cpu.NEVER, Long.MAX_VALUE);
        Outcome translated = run(program, 1, Long.MAX_VALUE);

        assertThat(translated.records).isEqualTo(walked.records);
        assertThat(translated.cycles).isEqualTo(walked.cycles);
    }

    @Test
    void a_horizon_is_met_to_the_cycle() {
        RandomSequences program = new RandomSequences(2001, 200, SharedOpcodes.shared());

        Outcome walked = run(program, Cpu.NEVER, Long.MAX_VALUE);
        Outcome sliced = run(program, 1, 37);

        assertThat(sliced.records).isEqualTo(walked.records);
        assertThat(sliced.cycles).isEqualTo(walked.cycles);
    }

    private record Outcome(byte[] records, long cycles) {
    }

    private static Outcome run(RandomSequences program, int hot, long slice) {
        TestMemory memory = TestMemory.qemu();
        memory.put(RandomSequences.ORIGIN, program.image());
        memory.put(VECTORS + 0x30, new Assembler(VECTORS + 0x30).op("waiti", 0).op("ill").bytes());
        Clock clock = new Clock(52_000_000);
        Cpu cpu = new Cpu(memory, clock, hot);
        cpu.special(SpecialRegister.PS, 0);
        cpu.special(SpecialRegister.VECBASE, VECTORS);
        cpu.pc(program.entry());
        while (!cpu.waiting()) {
            long before = clock.cycles();
            clock.beginSlice(Math.min(slice, 100_000_000));
            cpu.run();
            assertThat(clock.cycles() - before).isLessThanOrEqualTo(slice);
            assertThat(cpu.waiting() || clock.cycles() == clock.horizon()).as("ran to its horizon").isTrue();
        }
        return new Outcome(memory.get(RandomSequences.ORIGIN, program.recordBytes()), clock.cycles());
    }
}
