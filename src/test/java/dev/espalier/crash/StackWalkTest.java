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

    private static final int TRIALS = 150;
    private static final int DEEPEST = 14;
    private static final int LOWER_STACK = 0x3FFF8000;
    private static final int UPPER_STACK = 0x3FFF0000;
    private static final int INTERRUPT_FRAME = 256;
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

            StackWalk.Found found = StackWalk.of(CODE, crash(laid));

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
            StackWalk.Found walked = StackWalk.of(CODE, crash(laid));
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
            int second = StackWalk.of(CODE, crash(laid)).calls().get(1).at().orElseThrow();
            List<Crash.Word> damaged = laid.words.stream()
                .map(word -> word.address() == second ? new Crash.Word(second, 0x41414141) : word).toList();

            StackWalk.Found found = StackWalk.of(CODE, crash(new Laid(laid.fault, laid.chain, damaged)));

            assertThat(found.calls()).filteredOn(place -> place.certainty() == Certainty.CERTAIN).extracting(StackWalk.Place::address)
                .as("trial %d", trial).doesNotContain(laid.chain.get(1)).hasSizeLessThanOrEqualTo(1);
        }
    }

    private static List<Integer> addresses(StackWalk.Found found) {
        return found.calls().stream().map(StackWalk.Place::address).toList();
    }

    private static Crash crash(Laid laid) {
        return crash(laid.fault, List.of(stack("sys", laid.words)));
    }

    private static Crash.Stack stack(String context, List<Crash.Word> words) {
        int first = words.get(0).address();
        return new Crash.Stack(context, first - 0x1A0, words.get(words.size() - 1).address() + 4, 0x1A0, words);
    }

    private static Crash crash(int fault, List<Crash.Stack> stacks) {
        Crash.Registers registers = new Crash.Registers(OptionalInt.of(28), fault, 0, 0, 0, 0, EnumSet.allOf(Crash.Register.class));
        return new Crash(Crash.Kind.EXCEPTION, "Exception (28):", Optional.of(registers), stacks, Optional.empty(),
            Optional.empty(), Optional.empty(), new Crash.Origin(Crash.Source.DUMP, 1, 1, true), List.of());
    }

    /** Where BearSSL's own stack is left for the sketch's: one chain on each, the second one begins in {@code stack_call}. */
    @Test
    void a_walk_goes_on_from_the_stack_of_BearSSL_on_the_stack_below() {
        MachineCode.Call thunk = CODE.openCalls().stream().filter(call -> call.caller().name().equals("stack_call")).findFirst().orElseThrow();
        Random random = new Random(3);
        int walked = 0;
        for (int trial = 0; trial < TRIALS; trial++) {
            Climb upper = climb(random, CALLS.get(random.nextInt(CALLS.size())), UPPER_STACK, thunk.returnAddress());
            Climb lower = climb(random, thunk, LOWER_STACK, Unwinder.TASK_LOOP);
            if (!upper.arrived || !lower.arrived) {
                continue;
            }
            List<Integer> chain = new ArrayList<>(upper.chain);
            chain.addAll(lower.chain);
            Crash crash = crash(upper.fault, List.of(stack("bearssl", words(upper.kept, UPPER_STACK, upper.end, random)),
                stack("cont", words(lower.kept, LOWER_STACK, lower.end, random))));

            StackWalk.Found found = StackWalk.of(CODE, crash);

            assertThat(addresses(found)).as("trial %d", trial).isEqualTo(chain);
            assertThat(found.whole()).isTrue();
            walked++;
        }
        assertThat(walked).isGreaterThan(10);
    }

    /** The handler is a leaf, so the address of the ROM's dispatcher is in a0 only; below lies all of whom it interrupted. */
    @Test
    void a_fault_in_an_interrupt_handler_leads_to_whom_it_interrupted() {
        List<MachineCode.Function> handlers = CODE.functions().stream().filter(f -> CODE.isPointedAt(f.start())
            && CODE.callsTo(f.start()).isEmpty() && CODE.tailJumpsTo(f.start()).isEmpty()).toList();
        Random random = new Random(5);
        for (int trial = 0; trial < TRIALS; trial++) {
            Laid below = lay(random, INTERRUPT_FRAME);
            List<Crash.Word> words = below.words.stream().map(word -> switch (word.address() - (LOWER_STACK - INTERRUPT_FRAME)) {
                case 0 -> new Crash.Word(word.address(), below.fault);
                case 4 -> new Crash.Word(word.address(), 0x30);
                default -> word;
            }).toList();
            int handler = handlers.get(random.nextInt(handlers.size())).start();

            StackWalk.Found found = StackWalk.of(CODE, crash(handler, List.of(stack("sys", words))));

            List<Integer> chain = new ArrayList<>(List.of(Unwinder.INTERRUPT_RETURN, below.fault));
            chain.addAll(below.chain);
            assertThat(addresses(found)).as("trial %d", trial).isEqualTo(chain);
            assertThat(found.whole()).isTrue();
        }
    }

    /** A way from a call to its callers, and what their frames keep. */
    private static final class Climb {
        private final List<Integer> chain = new ArrayList<>();
        private final TreeMap<Integer, Integer> kept = new TreeMap<>();
        private int fault;
        private int end;
        private boolean arrived;
    }

    private static Laid lay(Random random, int below) {
        while (true) {
            Climb climb = climb(random, CALLS.get(random.nextInt(CALLS.size())), LOWER_STACK, Unwinder.TASK_LOOP);
            if (climb.arrived) {
                return new Laid(climb.fault, climb.chain, words(climb.kept, LOWER_STACK - below, climb.end, random));
            }
        }
    }

    /** Goes from a function to its callers until one that a pointer leads to, so that {@code bottom} may be behind its call. */
    private static Climb climb(Random random, MachineCode.Call from, int stackPointer, int bottom) {
        Climb climb = new Climb();
        climb.fault = from.address();
        climb.end = stackPointer;
        MachineCode.Call at = from;
        for (int depth = 0; depth < DEEPEST && !climb.arrived; depth++) {
            Optional<FrameMap.Frame> frame = CODE.frames(at.caller()).at(at.address());
            boolean switched = frame.filter(FrameMap.Frame::stackSwitched).isPresent() && depth > 0;
            if (frame.isEmpty() || frame.get().savedAt().isEmpty() || switched) {
                return climb;
            }
            climb.end -= frame.get().depth();
            List<MachineCode.Call> callers = CODE.callsTo(at.caller().start());
            climb.arrived = CODE.isPointedAt(at.caller().start()) && (callers.isEmpty() || random.nextInt(3) == 0);
            if (!climb.arrived && callers.isEmpty()) {
                return climb;
            }
            at = climb.arrived ? at : callers.get(random.nextInt(callers.size()));
            int returnAddress = climb.arrived ? bottom : at.returnAddress();
            climb.kept.put(climb.end + frame.get().savedAt().getAsInt(), returnAddress);
            climb.chain.add(returnAddress);
        }
        return climb;
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
