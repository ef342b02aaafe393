package dev.espalier.emulator.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.emulator.clock.Clock;
import dev.espalier.emulator.isa.SpecialRegister;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The core against QEMU's lx106: random sequences over every opcode whose result both share. */
class QemuDifferentialTest {

    private static final int BATCHES = 13;
    private static final int SEQUENCES_PER_BATCH = 8_000;
    private static final int VECTORS = 0x40300000 - 0x1000;

    @TempDir
    Path folder;

    @BeforeEach
    void qemu() {
        Qemu.required();
    }

    @Test
    void a_hundred_thousand_random_sequences_leave_the_same_registers_and_memory() throws Exception {
        int compared = 0;
        for (int batch = 0; batch < BATCHES; batch++) {
            compared += compare(batch);
        }
        assertThat(compared).isGreaterThanOrEqualTo(100_000);
    }

    private int compare(long seed) throws IOException, InterruptedException {
        RandomSequences program = new RandomSequences(seed, SEQUENCES_PER_BATCH, SharedOpcodes.shared());
        byte[] image = program.image();

        byte[] theirs = Qemu.run(folder, RandomSequences.ORIGIN, image, program.entry());
        byte[] ours = runHere(program, image);

        assertThat(theirs).as("bytes QEMU wrote").hasSize(ours.length);
        int different = Arrays.mismatch(ours, theirs);
        if (different >= 0) {
            int number = different / RandomSequences.RECORD_BYTES;
            throw new AssertionError(difference(program, seed, number, image, ours, theirs));
        }
        return SEQUENCES_PER_BATCH;
    }

    private static byte[] runHere(RandomSequences program, byte[] image) {
        TestMemory memory = TestMemory.qemu();
        memory.put(RandomSequences.ORIGIN, image);
        Clock clock = new Clock(52_000_000);
        Cpu cpu = new Cpu(memory, clock);
        memory.put(VECTORS + 0x30, new Assembler(VECTORS + 0x30).op("waiti", 0).op("ill").bytes());
        cpu.special(SpecialRegister.PS, 0);
        cpu.special(SpecialRegister.VECBASE, VECTORS);
        cpu.pc(program.entry());
        clock.beginSlice(100_000_000);
        cpu.run();
        assertThat(cpu.waiting()).as("the program came to its end").isTrue();
        assertThat(cpu.special(SpecialRegister.EPC1)).as("where it ended").isEqualTo(program.exit());
        return memory.get(RandomSequences.ORIGIN, program.recordBytes());
    }

    private static String difference(RandomSequences program, long seed, int number, byte[] image, byte[] ours, byte[] theirs) {
        StringBuilder text = new StringBuilder("seed %d, sequence %d differs:%n%s".formatted(seed, number, program.listing(number)));
        int record = number * RandomSequences.RECORD_BYTES;
        for (int i = 0; i < RandomSequences.RECORD_BYTES; i += 4) {
            int here = word(ours, record + i);
            int there = word(theirs, record + i);
            text.append("  %-5s %08x -> %08x%s%n".formatted(name(i), word(image, record + i), here,
                here == there ? "" : ", QEMU %08x".formatted(there)));
        }
        return text.toString();
    }

    private static String name(int offset) {
        return offset < 64 ? "a" + offset / 4 : offset == 64 ? "sar" : offset == 68 ? "-" : "[" + (offset - 72) + "]";
    }

    private static int word(byte[] bytes, int at) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt(at);
    }
}
