package dev.espalier.emulator.cpu;

import static dev.espalier.emulator.cpu.Assembler.to;
import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.emulator.clock.Clock;
import dev.espalier.emulator.isa.InstructionSet;
import dev.espalier.emulator.isa.SpecialRegister;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Exceptions against QEMU's lx106: words that are no instruction, misaligned accesses, SYSCALL. Each is
 * caught by a handler that records EPC1, EXCCAUSE, EXCVADDR and PS and goes on behind it.
 */
class QemuExceptionTest {

    private static final int ORIGIN = 0x40000000;
    private static final int COUNT = 6_000;
    private static final int RECORD_BYTES = 16;
    private static final int VECBASE = ORIGIN + 0x18000;
    private static final int DATA = 0x3FFE8000;
    private static final int NO_EXCEPTION = 0xEEEEEEEE;

    @TempDir
    Path folder;

    private final Random random = new Random(99);
    private final Assembler code = new Assembler(VECBASE);
    private final List<String> items = new ArrayList<>();

    @BeforeEach
    void qemu() {
        Qemu.required();
    }

    @Test
    void six_thousand_exceptions_leave_the_same_registers() throws Exception {
        byte[] image = program();

        byte[] theirs = Qemu.run(folder, ORIGIN, image, code.address("start"));
        byte[] ours = runHere(image);

        assertThat(theirs).hasSize(COUNT * RECORD_BYTES);
        int different = Arrays.mismatch(ours, theirs);
        assertThat(different).withFailMessage(() -> difference(ours, theirs, different / RECORD_BYTES)).isEqualTo(-1);
        assertThat(word(ours, RECORD_BYTES * (COUNT - 1))).as("the last one was an exception").isNotEqualTo(NO_EXCEPTION);
    }

    private byte[] program() {
        code.org(VECBASE + 0x30).op("j", to("handler")).org(VECBASE + 0x100).label("handler")
            .op("rsr.epc1", 12).op("s32i", 12, 14, 0).op("rsr.exccause", 12).op("s32i", 12, 14, 4)
            .op("rsr.excvaddr", 12).op("s32i", 12, 14, 8).op("rsr.ps", 12).op("extui", 12, 12, 0, 6).op("s32i", 12, 14, 12)
            .op("wsr.epc1", 15).op("rfe");
        code.align(4).label("vecbase").word(VECBASE).label("records").word(ORIGIN).label("size").word(COUNT * RECORD_BYTES)
            .label("data").word(DATA);
        code.label("start").op("l32r", 2, to("vecbase")).op("wsr.vecbase", 2).op("movi", 2, 0).op("wsr.ps", 2).op("rsync")
            .op("wsr.excvaddr", 2).op("l32r", 3, to("data")).op("j", to("item 0"));
        for (int i = 0; i < COUNT; i++) {
            emit(i);
        }
        code.label("item " + COUNT).op("j", to("finish")).align(4).label("from").word(ORIGIN).label("length").word(COUNT * RECORD_BYTES)
            .label("finish").op("movi", 2, 4).op("movi", 3, 1).op("l32r", 4, to("from")).op("l32r", 5, to("length"))
            .label("exit").op("simcall").op("movi", 2, 1).op("movi", 3, 0).op("simcall");
        byte[] text = code.bytes();
        byte[] image = new byte[VECBASE - ORIGIN + text.length];
        Arrays.fill(image, 0, COUNT * RECORD_BYTES, (byte) NO_EXCEPTION);
        System.arraycopy(text, 0, image, VECBASE - ORIGIN, text.length);
        return image;
    }

    private void emit(int i) {
        code.align(4).label("record " + i).word(ORIGIN + i * RECORD_BYTES).label("next " + i).word(to("item " + (i + 1)))
            .label("item " + i).op("l32r", 14, to("record " + i)).op("l32r", 15, to("next " + i));
        switch (random.nextInt(8)) {
            case 0 -> item("syscall");
            case 1 -> item(random.nextBoolean() ? "ill" : "ill.n");
            case 2 -> item("l32i", 4, 3, 4 * random.nextInt(20));
            case 3 -> item("s16i", 4, 3, 2 * random.nextInt(20));
            case 4 -> item("l16si", 4, 3, 2 * random.nextInt(20));
            default -> illegal();
        }
        code.op("j", to("item " + (i + 1)));
    }

    /** An instruction; memory accesses go through a3, mostly misaligned. */
    private void item(String mnemonic, Object... operands) {
        items.add(mnemonic);
        if (operands.length > 0) {
            code.op("l32r", 3, to("data")).op("addi", 3, 3, 1 + random.nextInt(3));
        }
        code.op(mnemonic, operands);
    }

    private void illegal() {
        int word;
        do {
            word = random.nextInt(1 << 24);
        } while (InstructionSet.length(word) == 2 || InstructionSet.decode(word, 0).isPresent());
        items.add("illegal %06x".formatted(word));
        code.raw(word, 3);
    }

    private byte[] runHere(byte[] image) {
        TestMemory memory = TestMemory.qemu();
        memory.put(ORIGIN, image);
        Clock clock = new Clock(52_000_000);
        Cpu cpu = new Cpu(memory, clock);
        cpu.pc(code.address("start"));
        while (cpu.pc() != code.address("exit") && clock.cycles() < 10_000_000) {
            clock.beginSlice(1);
            cpu.run();
        }
        assertThat(cpu.special(SpecialRegister.VECBASE)).isEqualTo(VECBASE);
        return memory.get(ORIGIN, COUNT * RECORD_BYTES);
    }

    private String difference(byte[] ours, byte[] theirs, int number) {
        return "item %d, %s at 0x%08x: epc1 exccause excvaddr ps %n  here %s%n  QEMU %s".formatted(number, items.get(number),
            code.address("item " + number) + 6, words(ours, number), words(theirs, number));
    }

    private static String words(byte[] records, int number) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < RECORD_BYTES; i += 4) {
            text.append("%08x ".formatted(word(records, number * RECORD_BYTES + i)));
        }
        return text.toString();
    }

    private static int word(byte[] bytes, int at) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt(at);
    }
}
