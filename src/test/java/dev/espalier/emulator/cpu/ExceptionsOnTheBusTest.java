package dev.espalier.emulator.cpu;

import static dev.espalier.emulator.cpu.Assembler.to;
import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.emulator.bus.Bus;
import dev.espalier.emulator.bus.NoticeListener;
import dev.espalier.emulator.clock.Clock;
import dev.espalier.emulator.isa.SpecialRegister;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The exception causes with the board's own bus, cold and in translated code. */
class ExceptionsOnTheBusTest {

    private static final int CODE = Bus.IRAM + 0x200;
    private static final int ROUNDS = 100;

    /** Each round does the access at a good address, the last one at the bad. */
    @ParameterizedTest(name = "{0} at {1} is cause {2}")
    @CsvSource({
        "l32i, 0x00000004, 28", "s32i, 0x00000000, 29", "l8ui, 0x1FFFFFFF, 28", "s8i, 0x00000001, 29",
        "l32i, 0x3FFE8002, 9", "s16i, 0x3FFE8001, 9", "l16ui, 0x00000001, 9",
        "l8ui, 0x40200003, 3", "l16si, 0x40200002, 3", "l8ui, 0x40100201, 3", "s8i, 0x40108000, 3", "l8ui, 0x40000010, 3",
        "s32i, 0x40200000, 29", "s32i, 0x40000000, 29", "l32i, 0x50000000, 3"})
    void a_refused_access_shows_cause_address_and_instruction(String access, String address, int cause) {
        for (int hot : new int[] {Cpu.NEVER, 1}) {
            Cpu cpu = run(hot, access, Integer.decode(address));

            assertThat(cpu.special(SpecialRegister.EXCCAUSE)).isEqualTo(cause);
            assertThat(cpu.special(SpecialRegister.EXCVADDR)).isEqualTo(Integer.decode(address));
            assertThat(cpu.special(SpecialRegister.EPC1)).isEqualTo(CODE + 3);
            assertThat(cpu.register(4)).as("rounds before").isEqualTo(ROUNDS);
            assertThat(cpu.pc()).isEqualTo(0x40000050);
        }
    }

    @ParameterizedTest(name = "a call of {0} is cause {1}")
    @CsvSource({"0x00000000, 20", "0x1FFFFFFD, 20", "0x3FFE8000, 2", "0x50000000, 2", "0x60000000, 2", "0x40010000, 2"})
    void a_call_of_what_is_no_code_shows_its_target(String target, int cause) {
        Cpu cpu = cpu(Cpu.NEVER, new Assembler(CODE).op("callx0", 2));
        cpu.register(2, Integer.decode(target));

        cpu.run();

        assertThat(cpu.special(SpecialRegister.EXCCAUSE)).isEqualTo(cause);
        assertThat(cpu.special(SpecialRegister.EXCVADDR)).isEqualTo(Integer.decode(target));
        assertThat(cpu.special(SpecialRegister.EPC1)).isEqualTo(Integer.decode(target));
    }

    private static Cpu run(int hot, String access, int address) {
        Cpu cpu = cpu(hot, new Assembler(CODE).label("loop").op("addi", 4, 4, 1).op(access, 3, 2, 0)
            .op("blt", 4, 5, to("loop")).op("mov.n", 2, 6).op("j", to("loop")));
        cpu.register(2, Bus.DRAM);
        cpu.register(4, -1);
        cpu.register(5, ROUNDS - 1);
        cpu.register(6, address);
        cpu.run();
        return cpu;
    }

    private static Cpu cpu(int hot, Assembler code) {
        byte[] flash = new byte[0x100000];
        Bus bus = new Bus(loopingRom(), flash, NoticeListener.NONE);
        bus.mapFlash(0);
        byte[] bytes = Arrays.copyOf(code.bytes(), code.bytes().length + 3 & ~3);
        ByteBuffer words = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        for (int at = 0; at < bytes.length; at += 4) {
            bus.store32(CODE + at, words.getInt(at));
        }
        Clock clock = new Clock(52_000_000);
        Cpu cpu = new Cpu(bus, clock, hot);
        cpu.special(SpecialRegister.PS, CpuState.PS_UM);
        cpu.pc(CODE);
        clock.beginSlice(2_000);
        return cpu;
    }

    /** A ROM whose user vector loops on itself. */
    private static byte[] loopingRom() {
        int vector = Bus.ROM + 0x50;
        return new Assembler(Bus.ROM).org(vector).label("here").op("j", to("here")).bytes();
    }
}
