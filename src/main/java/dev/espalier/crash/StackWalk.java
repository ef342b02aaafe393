package dev.espalier.crash;

import dev.espalier.crash.Trail.End;
import dev.espalier.crash.Trail.Link;
import dev.espalier.crash.Trail.Position;
import dev.espalier.transcript.Crash;
import dev.espalier.transcript.RomSymbols;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The calls that had not ended when a firmware crashed, found by what its code does with the stack; and the words that
 * only look like such calls. Three ways lead from a frame to its caller, in this order: the code of the function says
 * where its caller's address is; a leaf keeps it in a0 only, which no dump has, but only few calls of the leaf fit what
 * lies on the stack; else the words are searched for a row of frames that fits the code.
 */
final class StackWalk {

    /** How far the start of a dump may be off the stack pointer at the fault: authors of cores found it by trying. */
    private static final int[] OFF_BY = {0, 16, -16, 32, -32, 48, -48, 64, -64};
    /** Where a function that is not known may keep its caller's address, from the top of its frame: GCC, then others. */
    private static final int[] USUAL_SLOTS = {-4, -16, -32, -48, -64};
    /** Calls in a row that make a chance find unlikely. */
    private static final int ENOUGH_CONFIRMED = 2;
    private static final int MOST_NAMED = 3;

    /**
     * A place in the code that the stack names.
     *
     * @param address behind a call; of the instruction itself for the fault and what was interrupted
     * @param at where on the stack it is, if it is there
     */
    record Place(int address, OptionalInt at, Certainty certainty, String note) {
    }

    /**
     * What the stack says.
     *
     * @param calls the fault's callers, the innermost first
     * @param stale return addresses that belong to no frame
     * @param whole whether the calls lead to the bottom of the stack
     */
    record Found(List<Place> calls, List<Place> stale, boolean whole) {
    }

    private final MachineCode code;
    private final Crash crash;
    private final StackWords words;
    private final Unwinder unwinder;
    private final List<Place> calls = new ArrayList<>();

    private StackWalk(MachineCode code, Crash crash) {
        this.code = code;
        this.crash = crash;
        this.words = new StackWords(crash.stacks());
        this.unwinder = new Unwinder(code, words);
    }

    /** Walks the stack of a crash. */
    static Found of(MachineCode code, Crash crash) {
        return new StackWalk(code, crash).walk();
    }

    private Found walk() {
        if (words.isEmpty()) {
            return new Found(List.of(), List.of(), false);
        }
        Optional<Trail> exact = faultAddress().flatMap(this::fromFault);
        exact.ifPresent(this::book);
        Optional<Trail> last = exact;
        if (exact.isEmpty()) {
            last = fromLastCall().or(this::fromAbort);
            last.ifPresent(this::book);
        }
        if (last.filter(Trail::whole).isEmpty()) {
            last = search(last);
        }
        return new Found(calls, stale(), last.filter(Trail::whole).isPresent());
    }

    private void book(Trail trail) {
        trail.links().forEach(link -> calls.add(new Place(link.address(), link.at(), link.certainty(), link.note())));
    }

    /** The instruction that faulted or was interrupted; a program that gave up by itself has none. */
    private Optional<Integer> faultAddress() {
        boolean told = crash.registers().filter(r -> r.tells(Crash.Register.EPC1)).isPresent();
        boolean faulted = switch (crash.kind()) {
            case EXCEPTION, FATAL_EXCEPTION, SOFT_WATCHDOG, UNKNOWN -> true;
            default -> false;
        };
        return told && faulted ? Optional.of(crash.registers().get().epc1()) : Optional.empty();
    }

    // ---- from the fault

    private Optional<Trail> fromFault(int epc1) {
        Trail best = null;
        for (int off : OFF_BY) {
            Position fault = new Position(epc1, false, words.first(0) + off, OptionalInt.empty(), 0, false);
            Trail trail = unwinder.walk(fault);
            if (trail.end() == End.LEAF) {
                trail = withCallerOfLeaf(trail);
            }
            if (best == null || trail.score() > best.score()) {
                best = trail;
            }
        }
        return Optional.of(best).filter(trail -> !trail.links().isEmpty());
    }

    /** Finds the one call of a leaf that fits the stack: its function's frame must hold the address behind a call of it. */
    private Trail withCallerOfLeaf(Trail leaf) {
        Position at = leaf.stopped();
        OptionalInt entry = unwinder.entryStackPointer(at);
        if (entry.isEmpty()) {
            entry = OptionalInt.of(at.sp());
        }
        OptionalInt function = functionOf(at);
        List<MachineCode.Call> direct = function.isEmpty() ? List.of() : code.waysTo(function.getAsInt());
        List<Trail> fitting = fitting(direct, entry.getAsInt(), at.stack(), true);
        boolean passedOn = function.isEmpty() || code.isPointedAt(function.getAsInt());
        if (fitting.isEmpty() && passedOn) {
            fitting = interruptHandler(entry.getAsInt(), at.stack());
        }
        if (fitting.isEmpty() && passedOn) {
            fitting = fitting(code.openCalls(), entry.getAsInt(), at.stack(), false);
        }
        if (fitting.isEmpty()) {
            return leaf;
        }
        Trail best = fitting.get(0);
        List<Link> links = new ArrayList<>(leaf.links());
        links.addAll(best.links());
        return new Trail(links, leaf.confirmed() + best.confirmed(), best.end(), best.stopped());
    }

    /** The trail below a function that an interrupt called: the ROM's handler has left all of whom it interrupted right there. */
    private List<Trail> interruptHandler(int sp, int stack) {
        Trail below = unwinder.walk(Position.behind(Unwinder.INTERRUPT_RETURN, sp, stack));
        return below.whole() && below.confirmed() > 0
            ? List.of(below.after(Link.certain(Unwinder.INTERRUPT_RETURN, OptionalInt.empty()), true)) : List.of();
    }

    /** Where the function of a place begins, if the place is in one. */
    private OptionalInt functionOf(Position at) {
        return RomSymbols.isCode(at.address()) ? RomSymbols.startOf(at.address())
            : code.functionAt(at.address()).map(function -> OptionalInt.of(function.start())).orElse(OptionalInt.empty());
    }

    /** The trails through those calls that fit best, the most probable first; a note says when there are several. */
    private List<Trail> fitting(List<MachineCode.Call> candidates, int sp, int stack, boolean direct) {
        List<Trail> trails = new ArrayList<>();
        for (MachineCode.Call call : candidates) {
            Trail above = unwinder.walk(Position.behind(call.returnAddress(), sp, stack));
            if (above.whole() && above.confirmed() > 0 || above.confirmed() >= ENOUGH_CONFIRMED) {
                trails.add(above.after(Link.certain(call.returnAddress(), OptionalInt.empty()), direct));
            }
        }
        int most = trails.stream().mapToInt(Trail::score).max().orElse(0);
        trails.removeIf(trail -> trail.score() < most);
        trails.sort(Comparator.comparingInt(this::behindFailedAllocation));
        boolean settled = trails.size() == 1 || !trails.isEmpty() && behindFailedAllocation(trails.get(0)) < Integer.MAX_VALUE;
        return settled || trails.isEmpty() ? trails : List.of(oneOf(trails));
    }

    /** One trail for several that fit equally well: what they have in common is certain, where they differ all are named. */
    private Trail oneOf(List<Trail> trails) {
        Map<List<Link>, Long> above = trails.stream()
            .collect(Collectors.groupingBy(StackWalk::withoutFirst, LinkedHashMap::new, Collectors.counting()));
        List<Link> usual = above.entrySet().stream().max(Map.Entry.comparingByValue()).orElseThrow().getKey();
        Trail chosen = trails.stream().filter(trail -> withoutFirst(trail).equals(usual)).findFirst().orElseThrow();
        List<Link> links = new ArrayList<>(usual);
        if (above.size() > 1) {
            links.replaceAll(link -> link.likely(link.note()));
        }
        links.add(0, oneOf(chosen.links().get(0), trails));
        return chosen.with(links);
    }

    private static List<Link> withoutFirst(Trail trail) {
        return trail.links().subList(1, trail.links().size());
    }

    private Link oneOf(Link chosen, List<Trail> trails) {
        List<String> functions = trails.stream()
            .map(trail -> code.functionAt(trail.links().get(0).address() - 1).map(MachineCode.Function::name).orElse("?")).distinct().toList();
        if (functions.size() > MOST_NAMED) {
            return new Link(0, OptionalInt.empty(), Certainty.LIKELY, "it was called through a pointer: %d functions fit the stack here"
                .formatted(functions.size()));
        }
        return chosen.likely(functions.size() == 1 ? "one of %d calls there that fit the stack".formatted(trails.size())
            : "this or another of " + String.join(", ", functions));
    }

    /** How far behind the allocation that failed a call stands, in the same function; the nearest one used its result. */
    private int behindFailedAllocation(Trail trail) {
        int address = trail.links().get(0).address();
        return crash.lastFailedAlloc()
            .filter(alloc -> address > alloc.caller()
                && code.functionAt(address - 1).equals(code.functionAt(alloc.caller() - 1)) && code.functionAt(address - 1).isPresent())
            .map(alloc -> address - alloc.caller()).orElse(Integer.MAX_VALUE);
    }

    // ---- from the words

    /** The call by which the program gave up: the innermost one whose frames lead to the bottom. */
    private Optional<Trail> fromLastCall() {
        for (Crash.Word word : words.from(0, words.first(0))) {
            boolean lastCall = code.callBefore(word.value()).map(MachineCode.Call::target).filter(OptionalInt::isPresent)
                .flatMap(target -> code.functionAt(target.getAsInt()))
                .filter(function -> Functions.givesUp(function.name())).isPresent();
            if (lastCall) {
                Optional<Trail> trail = through(word, 0).filter(Trail::whole);
                if (trail.isPresent()) {
                    return trail;
                }
            }
        }
        return Optional.empty();
    }

    /** The abort() of old cores faults at its first instructions and keeps its caller's address in a0. */
    private Optional<Trail> fromAbort() {
        return crash.kind() != Crash.Kind.ABORT ? Optional.empty()
            : code.functions().stream().filter(function -> function.name().equals("abort")).findFirst()
                .flatMap(function -> fromFault(function.start())).filter(Trail::whole);
    }

    /** Searches the words behind where the walk went no further, until the bottom. */
    private Optional<Trail> search(Optional<Trail> before) {
        Optional<Trail> last = before;
        int stack = before.map(trail -> trail.stopped().stack()).orElse(0);
        int from = before.map(trail -> trail.stopped().sp()).orElse(words.first(stack));
        while (true) {
            Optional<Trail> next = firstFitting(stack, from);
            if (next.isEmpty()) {
                return last;
            }
            book(next.get().with(next.get().links().stream().map(link -> link.likely(link.note())).toList()));
            last = next;
            if (next.get().whole() || next.get().stopped().sp() <= from) {
                return last;
            }
            stack = next.get().stopped().stack();
            from = next.get().stopped().sp();
        }
    }

    private Optional<Trail> firstFitting(int stack, int from) {
        Optional<Trail> best = Optional.empty();
        for (Crash.Word word : words.from(stack, from)) {
            Optional<Trail> trail = through(word, stack);
            if (trail.filter(Trail::whole).isPresent()) {
                return trail;
            }
            if (trail.isPresent() && (best.isEmpty() || trail.get().score() > best.get().score())) {
                best = trail;
            }
        }
        return best;
    }

    /** The trail through a word, if it is a return address and what is above it fits too. */
    private Optional<Trail> through(Crash.Word word, int stack) {
        Link link = Link.certain(word.value(), OptionalInt.of(word.address()));
        if (unwinder.isBottom(word.value())) {
            Position bottom = Position.behind(word.value(), word.address() + 4, stack);
            return Optional.of(new Trail(List.of(link), 1, End.BOTTOM, bottom));
        }
        Optional<MachineCode.Call> call = code.callBefore(word.value());
        if (call.isEmpty()) {
            return Optional.empty();
        }
        OptionalInt slot = call.get().target().isEmpty() ? OptionalInt.empty()
            : code.functionAt(call.get().target().getAsInt()).map(callee -> code.frames(callee).savedAt()).orElse(OptionalInt.empty());
        int[] slots = slot.isPresent() ? new int[] {slot.getAsInt()} : USUAL_SLOTS;
        Trail best = null;
        for (int each : slots) {
            Trail trail = unwinder.walk(Position.behind(word.value(), word.address() - each, stack));
            if (best == null || trail.score() > best.score()) {
                best = trail;
            }
        }
        boolean enough = best.whole() || best.confirmed() >= ENOUGH_CONFIRMED;
        return enough ? Optional.of(best.after(link, slot.isPresent())) : Optional.empty();
    }

    // ---- what is left

    private List<Place> stale() {
        Set<Integer> used = new HashSet<>();
        calls.forEach(place -> place.at().ifPresent(used::add));
        List<Place> stale = new ArrayList<>();
        for (Map.Entry<Integer, Integer> word : words.all()) {
            boolean returnAddress = code.callBefore(word.getValue()).isPresent() || word.getValue() == Unwinder.TASK_LOOP;
            if (returnAddress && !used.contains(word.getKey())) {
                stale.add(new Place(word.getValue(), OptionalInt.of(word.getKey()), Certainty.STALE, ""));
            }
        }
        return stale;
    }
}
