package dev.espalier.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.image.ElfFile;
import dev.espalier.transcript.Crash;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Stacks laid out as the code of tls-node would leave them: call chains taken at random from its call graph, and in
 * every word that no frame keeps a return address of some other call, as if all memory were left over from earlier ones.
 */
class StackWalkTest {

    private static final int TRIALS = 300;
    private static final int DEEPEST = 14;
    private static final int TOP = 0x3FFFFFB0;
    private static final MachineCode CODE = MachineCode.of(ElfFile.read(Path.of("firmware/images/tls-node.elf")));
    private static final List<MachineCode.Call> CALLS = CODE.functions().stream()
        .flatMap(function -> CODE.callsTo(function.start()).stream()).toList();

    /** What a firmware would have done: the fault, the return addresses that its frames keep, and the stack. */
    private record Laid(int fault, List<Integer> chain, List<Crash.Word> words) {
    }

    @Test
    void the_true_calls_are_found_among_words_that_all_look_like_calls() {
        Random random = new Random(20261126);
        int longest = 0;
        for (int trial = 0; trial < TRIALS; trial++) {
            Laid laid = lay(random, 0);

            StackWalk.Found found = StackWalk.of(CODE, crash(laid, 0));

            assertThat(found.calls()).as("trial %d", trial).extracting(StackWalk.Place::address).containsExactlyElementsOf(laid.chain);
            assertThat(found.calls()).allMatch(place -> place.certainty() == Certainty.CERTAIN);
            assertThat(found.whole()).isTrue();
            assertThat(found.stale()).extracting(place -> place.at().orElseThrow())
                .doesNotContainAnyElementsOf(found.calls().stream().map(place -> place.at().orElseThrow()).toList());
            longest = Math.max(longest, laid.chain.size());
        }
        assertThat(longest).isGreaterThan(8);
    }

    /** Authors of cores found by trying how much of the stack is the handler's own. */
    @Test
    void a_dump_that_begins_a_little_off_the_stack_pointer_is_walked_all_the_same() {
        Random random = new Random(7);
        int found = 0;
        for (int trial = 0; trial < TRIALS; trial++) {
            Laid laid = lay(random, 32);
            StackWalk.Found walked = StackWalk.of(CODE, crash(laid, 32));
            found += walked.whole() && addresses(walked).equals(laid.chain) ? 1 : 0;
        }

        assertThat(found).as("of %d", TRIALS).isGreaterThan(TRIALS * 95 / 100);
    }

    @Test
    void a_return_address_that_was_overwritten_ends_what_is_certain() {
        Random random = new Random(11);
        for (int trial = 0; trial < 40; trial++) {
            Laid laid = lay(random, 0);
            if (laid.chain.size() < 4) {
                continue;
            }
            int second = StackWalk.of(CODE, crash(laid, 0)).calls().get(1).at().orElseThrow();
            List<Crash.Word> damaged = laid.words.stream()
                .map(word -> word.address() == second ? new Crash.Word(second, 0x41414141) : word).toList();

            StackWalk.Found found = StackWalk.of(CODE, crash(new Laid(laid.fault, laid.chain, damaged), 0));

            assertThat(found.calls()).filteredOn(place -> place.certainty() == Certainty.CERTAIN).extracting(StackWalk.Place::address)
                .as("trial %d", trial).doesNotContain(laid.chain.get(1)).hasSizeLessThanOrEqualTo(1);
        }
    }

    private static List<Integer> addresses(StackWalk.Found found) {
        return found.calls().stream().map(StackWalk.Place::address).toList();
    }

    private static Crash crash(Laid laid, int off) {
        int first = laid.words.get(0).address();
        Crash.Stack stack = new Crash.Stack("sys", first - 0x1A0, TOP, 0x1A0, laid.words);
        Crash.Registers registers = new Crash.Registers(OptionalInt.of(28), laid.fault, 0, 0, 0, 0, EnumSet.allOf(Crash.Register.class));
        return new Crash(Crash.Kind.EXCEPTION, "Exception (28):", Optional.of(registers), List.of(stack), Optional.empty(),
            Optional.empty(), Optional.empty(), new Crash.Origin(Crash.Source.DUMP, 1, 1, true), List.of());
    }

    /** Goes from a function to its callers until one that a pointer leads to, so that the task loop may have called it. */
    private static Laid lay(Random random, int below) {
        while (true) {
            MachineCode.Call inside = CALLS.get(random.nextInt(CALLS.size()));
            List<Integer> chain = new ArrayList<>();
            TreeMap<Integer, Integer> kept = new TreeMap<>();
            int sp = 0x3FFF0000;
            MachineCode.Call at = inside;
            boolean bottom = false;
            for (int depth = 0; depth < DEEPEST && !bottom; depth++) {
                Optional<FrameMap.Frame> frame = CODE.frames(at.caller()).at(at.address());
                if (frame.isEmpty() || frame.get().savedAt().isEmpty() || frame.get().stackSwitched()) {
                    break;
                }
                int entry = sp - frame.get().depth();
                int slot = entry + frame.get().savedAt().getAsInt();
                List<MachineCode.Call> callers = CODE.callsTo(at.caller().start());
                bottom = CODE.isPointedAt(at.caller().start()) && (callers.isEmpty() || random.nextInt(3) == 0);
                if (!bottom && callers.isEmpty()) {
                    break;
                }
                MachineCode.Call caller = bottom ? null : callers.get(random.nextInt(callers.size()));
                kept.put(slot, bottom ? Unwinder.TASK_LOOP : caller.returnAddress());
                chain.add(kept.get(slot));
                at = caller;
                sp = entry;
            }
            if (bottom) {
                return new Laid(inside.address(), chain, words(kept, 0x3FFF0000 - below, sp, random));
            }
        }
    }

    private static List<Crash.Word> words(TreeMap<Integer, Integer> kept, int from, int to, Random random) {
        List<Crash.Word> words = new ArrayList<>();
        int end = to + 64;
        for (int at = from; at < end; at += 4) {
            int stale = CALLS.get(random.nextInt(CALLS.size())).returnAddress();
            words.add(new Crash.Word(at, kept.getOrDefault(at, stale)));
        }
        return words;
    }
}
