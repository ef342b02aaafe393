package dev.espalier.suite;

import dev.espalier.EspalierException;
import dev.espalier.allocation.AllocationHistory;
import dev.espalier.allocation.HeapCall;
import dev.espalier.allocation.SiteUse;
import dev.espalier.bench.Bench;
import dev.espalier.crash.CallStack;
import dev.espalier.crash.CrashFrame;
import dev.espalier.dwarf.SourceFrame;
import dev.espalier.image.ElfFile;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Finds the places in the code whose blocks grow in number: the work that showed a leak is done some more times while
 * the allocator's calls are followed. Possible on the virtual board with the image's ELF file.
 */
final class LeakHunt {

    /** What was taken before the first of these cycles, and what the first one sets up, is not looked at. */
    private static final int SETTLING_CYCLES = 1;
    private static final int ROUNDS = 3;
    private static final int CYCLES_PER_ROUND = 2;
    private static final int MOST_NAMED = 3;
    private static final int MOST_CALLERS = 4;

    private final ElfFile elf;
    private final AllocationHistory history;

    private LeakHunt(ElfFile elf, AllocationHistory history) {
        this.elf = elf;
        this.history = history;
    }

    /**
     * Does the work again and says what grows; empty where the allocator cannot be followed.
     *
     * @param work one cycle
     */
    static Optional<String> during(Bench bench, Runnable work) {
        Optional<AllocationHistory> following = bench.allocations();
        if (following.isEmpty()) {
            return Optional.empty();
        }
        try (AllocationHistory history = following.get()) {
            return Optional.of(new LeakHunt(bench.elf().orElseThrow(), history).hunt(work));
        } catch (AssertionError | EspalierException e) {
            return Optional.of("what grows could not be found out, as the board did not go on: " + e.getMessage());
        }
    }

    /** A place and how many bytes more it holds after each round. */
    private record Growth(int site, List<Long> bytes) {

        boolean always() {
            return bytes.stream().allMatch(more -> more > 0);
        }

        long total() {
            return bytes.stream().mapToLong(more -> more).sum();
        }
    }

    private String hunt(Runnable work) {
        times(SETTLING_CYCLES, work);
        List<Map<Integer, Long>> held = new ArrayList<>(List.of(held()));
        for (int round = 0; round < ROUNDS; round++) {
            times(CYCLES_PER_ROUND, work);
            held.add(held());
        }
        List<Growth> growing = held.get(ROUNDS).keySet().stream().map(site -> growth(site, held)).filter(Growth::always)
            .sorted(Comparator.comparingLong(Growth::total).reversed()).limit(MOST_NAMED).toList();
        return growing.isEmpty()
            ? "no place in the code holds more with every %d cycles: what is lost is none of the allocator's blocks".formatted(CYCLES_PER_ROUND)
            : growing.stream().map(this::described).collect(Collectors.joining("\n"));
    }

    private static void times(int cycles, Runnable work) {
        for (int i = 0; i < cycles; i++) {
            work.run();
        }
    }

    private Map<Integer, Long> held() {
        return history.sites().stream().collect(Collectors.toMap(SiteUse::site, SiteUse::liveBytes));
    }

    private static Growth growth(int site, List<Map<Integer, Long>> held) {
        List<Long> bytes = new ArrayList<>();
        for (int round = 1; round < held.size(); round++) {
            bytes.add(held.get(round).getOrDefault(site, 0L) - held.get(round - 1).getOrDefault(site, 0L));
        }
        return new Growth(site, bytes);
    }

    private String described(Growth growth) {
        double perCycle = (double) growth.total() / (ROUNDS * CYCLES_PER_ROUND);
        return String.format(Locale.ROOT, "grows: %.0f bytes per cycle, without the allocator's headers, allocated at %s", perCycle,
            calls(growth.site()));
    }

    /** The place, and by whom it was reached for its latest block. */
    private String calls(int site) {
        Function<HeapCall, List<CrashFrame>> stack =
            call -> CallStack.of(elf, call.returnAddress(), call.stackPointer(), call.stack());
        return history.live().stream().filter(block -> block.allocated().site() == site)
            .max(Comparator.comparingLong(block -> block.allocated().cycles()))
            .map(block -> stack.apply(block.allocated())).orElse(List.of()).stream()
            .flatMap(frame -> places(frame).stream())
            .limit(MOST_CALLERS)
            .collect(Collectors.joining(", called by "));
    }

    /** A frame's source lines, what was inlined first; its symbol where no line is known. */
    private static List<String> places(CrashFrame frame) {
        List<String> lines = frame.sources().stream().filter(source -> source.line() > 0).map(LeakHunt::place).toList();
        return lines.isEmpty() ? List.of(frame.place()) : lines;
    }

    private static String place(SourceFrame source) {
        String file = source.file().substring(source.file().lastIndexOf('/') + 1);
        return "%s:%d (%s)".formatted(file, source.line(), source.function());
    }
}
