package dev.espalier.emulator.cpu;

import static dev.espalier.emulator.cpu.Assembler.to;
import static dev.espalier.emulator.isa.SpecialRegister.EPC1;
import static dev.espalier.emulator.isa.SpecialRegister.EXCCAUSE;
import static dev.espalier.emulator.isa.SpecialRegister.EXCVADDR;
import static dev.espalier.emulator.isa.SpecialRegister.INTENABLE;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What must stay exact when code is translated: faults, the time devices see, interrupts, changed code. */
class TranslationTest {

    /** Never, from the first entry, after some rounds of the loop. */
    @ParameterizedTest
    @ValueSource(ints = {Cpu.NEVER, 1, 7})
    void a_fault_in_a_hot_loop_shows_the_state_before_its_instruction(int hot) {
        Core core = new Core(hot).a(2, 0x3FFE8000 + 400).a(3, 0);

        core.run(1_000, code -> code.label("loop").op("addi", 3, 3, 1).op("s32i", 4, 2, 0).op("addi", 2, 2, -4)
            .op("addi", 5, 3, 7).op("j", to("loop")));

        assertThat(core.special(EXCCAUSE)).isEqualTo(29);
        assertThat(core.special(EPC1)).isEqualTo(Core.CODE + 3);
        assertThat(core.special(EXCVADDR)).isEqualTo(0x3FFE7FFC);
        assertThat(core.a(3)).isEqualTo(102);
        assertThat(core.a(5)).isEqualTo(101 + 7);
    }

    @ParameterizedTest
    @ValueSource(ints = {Cpu.NEVER, 1, 7})
    void a_device_sees_the_cycle_of_each_access(int hot) {
        Core core = new Core(hot).a(2, TestMemory.DEVICE);
        List<Long> seen = new ArrayList<>();
        core.memory.deviceRead = offset -> {
            seen.add(core.clock.cycles());
            return 5;
        };
        core.memory.deviceWrite = (offset, value) -> {
            seen.add(-core.clock.cycles());
            return 0;
        };

        core.run(25, code -> code.label("loop").op("nop").op("l32i", 3, 2, 0).op("add", 4, 3, 4).op("s32i", 4, 2, 4)
            .op("j", to("loop")));

        assertThat(seen).containsExactly(1L, -3L, 6L, -8L, 11L, -13L, 16L, -18L, 21L, -23L);
        assertThat(core.a(4)).isEqualTo(25);
    }

    @ParameterizedTest
    @ValueSource(ints = {Cpu.NEVER, 1, 7})
    void a_store_that_raises_an_interrupt_is_the_last_before_it(int hot) {
        Core core = new Core(hot).a(2, TestMemory.DEVICE).special(INTENABLE, 1);
        core.memory.deviceWrite = (offset, value) -> {
            if (value == 20) {
                core.cpu.raise(0);
            }
            return 0;
        };

        core.run(500, code -> code.label("loop").op("addi", 3, 3, 1).op("s32i", 3, 2, 0).op("addi", 4, 4, 1)
            .op("j", to("loop")));

        assertThat(core.special(EXCCAUSE)).isEqualTo(4);
        assertThat(core.special(EPC1)).isEqualTo(Core.CODE + 6);
        assertThat(core.a(3)).isEqualTo(20);
        assertThat(core.a(4)).isEqualTo(19);
    }

    @ParameterizedTest
    @ValueSource(ints = {Cpu.NEVER, 1, 7})
    void a_load_that_raises_an_interrupt_is_the_last_before_it(int hot) {
        Core core = new Core(hot).a(2, TestMemory.DEVICE).special(INTENABLE, 1);
        int[] reads = new int[1];
        core.memory.deviceRead = offset -> {
            if (++reads[0] == 20) {
                core.cpu.raise(0);
            }
            return reads[0];
        };

        core.run(500, code -> code.label("loop").op("addi", 3, 3, 1).op("l32i", 5, 2, 0).op("addi", 4, 4, 1)
            .op("j", to("loop")));

        assertThat(core.special(EXCCAUSE)).isEqualTo(4);
        assertThat(core.special(EPC1)).isEqualTo(Core.CODE + 6);
        assertThat(core.a(5)).as("what was read").isEqualTo(20);
        assertThat(core.a(4)).isEqualTo(19);
    }

    @ParameterizedTest
    @ValueSource(ints = {Cpu.NEVER, 1, 7})
    void a_load_that_lets_time_pass_beyond_the_slice_is_the_last_of_it(int hot) {
        Core core = new Core(hot).a(2, TestMemory.DEVICE);
        int[] reads = new int[1];
        core.memory.deviceRead = offset -> {
            if (++reads[0] == 20) {
                core.clock.advance(1_000);
            }
            return reads[0];
        };

        core.run(500, code -> code.label("loop").op("addi", 3, 3, 1).op("l32i", 5, 2, 0).op("addi", 4, 4, 1)
            .op("j", to("loop")));

        assertThat(core.cpu.pc()).isEqualTo(Core.CODE + 6);
        assertThat(core.a(5)).isEqualTo(20);
        assertThat(core.clock.cycles()).isEqualTo(19 * 4 + 2 + 1_000);
    }

    @ParameterizedTest
    @ValueSource(ints = {Cpu.NEVER, 1, 7})
    void a_store_that_ends_the_slice_is_the_last_of_it(int hot) {
        Core core = new Core(hot).a(2, TestMemory.DEVICE);
        core.memory.deviceWrite = (offset, value) -> {
            if (value == 20) {
                core.clock.interruptSlice();
            }
            return 0;
        };

        core.run(500, code -> code.label("loop").op("addi", 3, 3, 1).op("s32i", 3, 2, 0).op("addi", 4, 4, 1)
            .op("j", to("loop")));

        assertThat(core.cpu.pc()).isEqualTo(Core.CODE + 6);
        assertThat(core.clock.cycles()).isEqualTo(19 * 4 + 2);
    }

    @ParameterizedTest
    @ValueSource(ints = {Cpu.NEVER, 1, 7})
    void code_that_changes_itself_is_executed_as_changed(int hot) {
        Core core = new Core(hot);
        Assembler patched = new Assembler(0).op("addi", 4, 4, 16).op("nop");
        int newWord = patched.bytes()[0] & 0xFF | (patched.bytes()[1] & 0xFF) << 8 | (patched.bytes()[2] & 0xFF) << 16;
        core.a(2, Core.CODE + 0x100).a(5, newWord).a(6, 50);
        core.at(Core.CODE + 0x100, code -> code.op("addi", 4, 4, 1).op("ret"));
        Consumer<Assembler> rounds = code -> code.label("loop").op("call0", to("other")).op("addi", 6, 6, -1)
            .op("bnez", 6, to("loop")).op("l32i", 7, 2, 0).op("srli", 7, 7, 15).op("srli", 7, 7, 9).op("slli", 7, 7, 24)
            .op("or", 5, 5, 7).op("s32i", 5, 2, 0).op("isync").op("call0", to("other"))
            .label("end").op("j", to("end")).org(Core.CODE + 0x100).label("other").op("addi", 4, 4, 1).op("ret");

        core.run(2_000, rounds);

        assertThat(core.a(4)).isEqualTo(50 + 16);
    }

    @ParameterizedTest
    @ValueSource(ints = {Cpu.NEVER, 1, 7})
    void a_window_that_is_switched_off_and_on_keeps_what_is_unchanged_and_drops_the_rest(int hot) {
        Core core = new Core(hot);
        Consumer<Assembler> loop = code -> code.label("loop").op("addi", 3, 3, 1).op("j", to("loop"));
        core.run(100, loop);

        core.memory.everythingMayHaveChanged();
        core.run(100);
        int unchanged = core.a(3);
        core.run(100, code -> code.label("loop").op("addi", 3, 3, 2).op("j", to("loop")));

        assertThat(unchanged).isEqualTo(100);
        assertThat(core.a(3)).isEqualTo(200);
    }
}
