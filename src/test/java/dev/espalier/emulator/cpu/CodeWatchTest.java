package dev.espalier.emulator.cpu;

import static dev.espalier.emulator.cpu.Assembler.to;
import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.emulator.clock.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Watched instructions, walked and among translated ones. */
class CodeWatchTest {

    private static final int FUNCTION = 0x40101001;
    /** The function's second instruction: reached by falling into it, and by a jump. */
    private static final int SECOND = FUNCTION + 3;
    private static final int ROUNDS = 200;

    @ParameterizedTest
    @ValueSource(ints = {Cpu.NEVER, 1})
    void every_call_of_a_watched_function_is_told_with_its_registers(int hot) {
        Core core = core(hot);
        List<Integer> arguments = new ArrayList<>();
        core.cpu.watch(FUNCTION, () -> arguments.add(core.cpu.register(8)));

        callInALoop(core, FUNCTION);

        assertThat(arguments).hasSize(ROUNDS).startsWith(ROUNDS, ROUNDS - 1).endsWith(2, 1);
    }

    @ParameterizedTest
    @ValueSource(ints = {Cpu.NEVER, 1})
    void a_watch_in_the_midst_of_straight_code_sees_the_state_before_its_instruction(int hot) {
        Core core = core(hot);
        List<Integer> a2 = new ArrayList<>();
        core.cpu.watch(SECOND, () -> {
            a2.add(core.cpu.register(2));
            assertThat(core.cpu.pc()).isEqualTo(SECOND);
        });

        callInALoop(core, FUNCTION);

        assertThat(a2).hasSize(ROUNDS).containsOnly(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {Cpu.NEVER, 1})
    void code_that_was_hot_before_the_watch_is_told_of_too_and_no_more_without_it(int hot) {
        Core core = core(hot);
        List<Long> told = new ArrayList<>();
        callInALoop(core, FUNCTION);

        core.cpu.watch(SECOND, () -> told.add(core.clock.cycles()));
        callInALoop(core, FUNCTION);
        assertThat(told).as("watched").hasSize(ROUNDS);

        core.cpu.watch(SECOND, null);
        callInALoop(core, FUNCTION);
        assertThat(told).as("no more watched").hasSize(ROUNDS);
    }

    @ParameterizedTest
    @ValueSource(ints = {Cpu.NEVER, 1})
    void a_watch_may_set_another_one(int hot) {
        Core core = core(hot);
        List<Integer> told = new ArrayList<>();
        core.cpu.watch(FUNCTION, () -> core.cpu.watch(SECOND, () -> told.add(SECOND)));

        callInALoop(core, FUNCTION);

        assertThat(told).hasSize(ROUNDS);
    }

    @ParameterizedTest
    @ValueSource(ints = {Cpu.NEVER, 1})
    void the_guest_takes_the_same_time_with_and_without_watches(int hot) {
        Core plain = core(hot);
        Core watched = core(hot);
        List<Long> cycles = new ArrayList<>();
        watched.cpu.watch(SECOND, () -> cycles.add(watched.clock.cycles()));

        callInALoop(plain, FUNCTION);
        callInALoop(watched, FUNCTION);

        assertThat(stateOf(watched)).isEqualTo(stateOf(plain));
        long round = cycles.get(1) - cycles.get(0);
        assertThat(round).as("instructions in one round").isEqualTo(7);
        for (int i = 1; i < cycles.size(); i++) {
            assertThat(cycles.get(i) - cycles.get(i - 1)).as("round %d", i).isEqualTo(round);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {Cpu.NEVER, 1})
    void cores_with_and_without_a_watch_share_no_translation_across_it(int hot) {
        Core plain = core(hot);
        callInALoop(plain, FUNCTION);
        Core watched = core(hot);
        List<Long> told = new ArrayList<>();
        watched.cpu.watch(SECOND, () -> told.add(watched.clock.cycles()));

        callInALoop(watched, FUNCTION);

        assertThat(told).hasSize(ROUNDS);
    }

    private static Map<String, Object> stateOf(Core core) {
        Clock clock = core.clock;
        return Map.of("a3", core.a(3), "a8", core.a(8), "pc", core.cpu.pc(), "cycles", clock.cycles());
    }

    /** A function that returns 1 in two steps. */
    private static Core core(int hot) {
        Core core = new Core(hot);
        core.memory.put(FUNCTION, new Assembler(FUNCTION).op("movi", 2, 1).op("addi", 9, 2, 1).op("ret.n").bytes());
        return core;
    }

    private static void callInALoop(Core core, int function) {
        core.a(3, 0).a(7, function).a(8, ROUNDS).run(ROUNDS * 20, code -> code
            .label("again").op("callx0", 7).op("add", 3, 3, 2).op("addi", 8, 8, -1).op("bnez", 8, to("again")));
    }
}
