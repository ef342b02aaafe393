package dev.espalier.emulator.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.espalier.emulator.clock.Clock;
import dev.espalier.emulator.isa.SpecialRegister;
import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Compiled C programs on QEMU's core, on the walker and on translated code: the same results from all. */
class CompiledProgramTest {

    private static final String COMPILER = "xtensa-lx106-elf-gcc";
    private static final Path SOURCES = Path.of("src/test/firmware");
    private static final int RESULT_BYTES = 4 * 4096;
    private static final int KERNEL_VECTOR = 0x40100030;

    @TempDir
    Path folder;

    @BeforeEach
    void tools() {
        boolean present = Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
            .anyMatch(bin -> Files.isExecutable(Path.of(bin, COMPILER)));
        assumeTrue(present, COMPILER + " is not installed: compiled programs are not compared with QEMU's core");
        Qemu.required();
    }

    @ParameterizedTest
    @ValueSource(strings = {"-O0", "-Os", "-O2"})
    void lists_matrices_text_64_bit_integers_and_floats_come_out_alike(String optimisation) throws Exception {
        Path program = compile(optimisation);

        byte[] theirs = Qemu.run(program, folder);

        assertThat(theirs).hasSize(RESULT_BYTES);
        assertThat(lastWritten(theirs)).as("number of results").isGreaterThan(2_000);
        assertThat(run(program, Cpu.NEVER)).as("walked").isEqualTo(theirs);
        assertThat(run(program, 2)).as("translated").isEqualTo(theirs);
    }

    private Path compile(String optimisation) throws IOException, InterruptedException {
        Path program = folder.resolve("program.elf");
        List<String> command = new ArrayList<>(List.of(COMPILER, optimisation, "-mlongcalls", "-mtext-section-literals",
            "-ffreestanding", "-nostdlib", "-nostartfiles", "-fno-builtin", "-T", SOURCES.resolve("link.ld").toString()));
        for (String source : List.of("start.S", "main.c", "lists.c", "text.c", "integers.c", "floats.c")) {
            command.add(SOURCES.resolve(source).toString());
        }
        command.addAll(List.of("-lgcc", "-o", program.toString()));
        Process compiler = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(compiler.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(compiler.waitFor()).as("compiler said: " + said).isZero();
        return program;
    }

    private static byte[] run(Path program, int hot) throws IOException {
        Elf elf = new Elf(program);
        TestMemory memory = TestMemory.chip();
        elf.load(memory);
        memory.put(KERNEL_VECTOR, new Assembler(KERNEL_VECTOR).op("waiti", 0).op("ill").bytes());
        Clock clock = new Clock(80_000_000);
        Cpu cpu = new Cpu(memory, clock, hot);
        cpu.special(SpecialRegister.PS, 0);
        cpu.special(SpecialRegister.VECBASE, 0x40100000);
        cpu.pc(elf.entry());
        clock.beginSlice(20_000_000);
        cpu.run();
        assertThat(cpu.waiting()).as("the program came to its end").isTrue();
        assertThat(cpu.special(SpecialRegister.EPC1)).isEqualTo(elf.symbol("_exit"));
        return memory.get(elf.symbol("results"), RESULT_BYTES);
    }

    /** The last result is the number of those before it. */
    private static int lastWritten(byte[] results) {
        ByteBuffer words = ByteBuffer.wrap(results).order(ByteOrder.LITTLE_ENDIAN);
        for (int at = RESULT_BYTES - 4; at >= 0; at -= 4) {
            if (words.getInt(at) != 0) {
                return words.getInt(at) == at / 4 ? at / 4 : -1;
            }
        }
        return 0;
    }
}
