package dev.espalier.emulator.cpu;

import static dev.espalier.emulator.cpu.Assembler.to;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.emulator.isa.InstructionSet;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Redirected functions, walked and translated. */
class RedirectTest {

    private static final int THEIRS = 0x40101001;
    private static final int OURS = 0x40002000;
    private static final int OTHERS = 0x40102000;
    private static final int ROUNDS = 200;

    @ParameterizedTest
    @ValueSource(ints = {Cpu.NEVER, 1})
    void a_call_of_a_redirected_function_runs_the_other_one(int hot) {
        Core core = core(hot, Redirects.of(List.of(new Redirect(THEIRS, returning(1), OURS))));

        callInALoop(core, THEIRS);

        assertThat(core.a(3)).isEqualTo(2 * ROUNDS);
    }

    @ParameterizedTest
    @ValueSource(ints = {Cpu.NEVER, 1})
    void other_code_at_the_address_is_left_alone(int hot) {
        Core core = core(hot, Redirects.of(List.of(new Redirect(THEIRS, returning(7), OURS))));

        callInALoop(core, THEIRS);

        assertThat(core.a(3)).isEqualTo(ROUNDS);
    }

    @ParameterizedTest
    @ValueSource(ints = {Cpu.NEVER, 1})
    void code_that_is_loaded_later_is_redirected_from_then_on(int hot) {
        byte[] expected = new Assembler(THEIRS).op("movi", 2, 1).op("movi.n", 4, 0).op("ret.n").bytes();
        Core core = core(hot, Redirects.of(List.of(new Redirect(THEIRS, expected, OURS))));
        callInALoop(core, THEIRS);
        assertThat(core.a(3)).as("before").isEqualTo(ROUNDS);

        int behindTheFirstInstruction = THEIRS + 3;
        core.memory.store32(behindTheFirstInstruction, ByteBuffer.wrap(expected).order(ByteOrder.LITTLE_ENDIAN).getInt(3));
        callInALoop(core, THEIRS);

        assertThat(core.a(3)).as("after").isEqualTo(2 * ROUNDS);
    }

    @ParameterizedTest
    @ValueSource(ints = {Cpu.NEVER, 1})
    void a_jump_into_a_redirected_function_is_redirected_too(int hot) {
        Core core = core(hot, Redirects.of(List.of(new Redirect(THEIRS, returning(1), OURS))));
        core.at(OTHERS, code -> code.op("j", THEIRS));

        callInALoop(core, OTHERS);

        assertThat(core.a(3)).isEqualTo(2 * ROUNDS);
    }

    @ParameterizedTest
    @ValueSource(ints = {Cpu.NEVER, 1})
    void other_redirects_come_into_force_for_code_that_has_run_already(int hot) {
        Core core = core(hot, Redirects.NONE);
        callInALoop(core, THEIRS);
        assertThat(core.a(3)).as("before").isEqualTo(ROUNDS);

        core.cpu.redirect(Redirects.of(List.of(new Redirect(THEIRS, returning(1), OURS))));
        callInALoop(core, THEIRS);
        assertThat(core.a(3)).as("redirected").isEqualTo(2 * ROUNDS);

        core.cpu.redirect(Redirects.NONE);
        callInALoop(core, THEIRS);
        assertThat(core.a(3)).as("no longer").isEqualTo(ROUNDS);
    }

    @Test
    void loads_see_the_true_bytes() {
        Core core = core(1, Redirects.of(List.of(new Redirect(THEIRS, returning(1), OURS))));
        callInALoop(core, THEIRS);

        core.a(5, THEIRS & ~3).run(10, code -> code.op("l32i", 6, 5, 0));

        assertThat(core.a(6)).isEqualTo(core.memory.load32(THEIRS & ~3));
        assertThat(core.a(6) >>> 8).isEqualTo(InstructionSet.row("movi").encode(THEIRS, 2, 1));
    }

    @Test
    void boards_with_and_without_redirects_share_no_translation() {
        Core without = core(1, Redirects.NONE);
        Core with = core(1, Redirects.of(List.of(new Redirect(THEIRS, returning(1), OURS))));

        callInALoop(without, THEIRS);
        callInALoop(with, THEIRS);

        assertThat(without.a(3)).isEqualTo(ROUNDS);
        assertThat(with.a(3)).isEqualTo(2 * ROUNDS);
    }

    @Test
    void two_redirects_from_one_address_are_refused() {
        Redirect one = new Redirect(THEIRS, returning(1), OURS);
        Redirect other = new Redirect(THEIRS, returning(1), OTHERS);

        assertThatThrownBy(() -> Redirects.of(List.of(one, other)))
            .hasMessage("two redirects from one address: 40101001 -> 40002000 and 40101001 -> 40102000");
    }

    @Test
    void no_byte_behind_the_page_is_expected() {
        Redirect atTheEnd = new Redirect(0x40101FFD, new byte[] {1, 2, 3, 4, 5}, OURS);

        assertThat(atTheEnd.expected()).containsExactly(1, 2, 3);
    }

    /** A function of theirs that returns 1, and one of ours that returns 2. */
    private static Core core(int hot, Redirects redirects) {
        Core core = new Core(hot, redirects);
        core.memory.put(THEIRS, returning(1));
        core.memory.put(OURS, returning(2));
        return core;
    }

    private static byte[] returning(int value) {
        return new Assembler(THEIRS).op("movi", 2, value).op("ret.n").bytes();
    }

    /** Adds up in a3 what the function returns. */
    private static void callInALoop(Core core, int function) {
        core.a(3, 0).a(7, function).a(8, ROUNDS).run(ROUNDS * 20, code -> code
            .label("again").op("callx0", 7).op("add", 3, 3, 2).op("addi", 8, 8, -1).op("bnez", 8, to("again")));
    }
}
