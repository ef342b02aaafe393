package dev.espalier.repro;

import dev.espalier.bench.Bench;
import dev.espalier.heap.HeapFigures;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** A search, or a series of runs, on a bench, told to a listener run by run. */
public final class Hunt {

    /** A virtual board is taken back to the same moment for each run: it does the same again, but for its timers. */
    private static final int VIRTUAL_REPEATS = 2;
    private static final int REAL_REPEATS = 3;
    private static final int CONFIRMATIONS = 5;

    private final Bench bench;
    private final Reproduction reproduction;
    private final long seed;
    private final Consumer<Trial> listener;
    /** Runs of the search that broke the board. */
    private final List<Trial> broken = new ArrayList<>();

    /**
     * Describes a hunt.
     *
     * @param seed of the first run; the next ones count on from there
     * @param listener told of every run
     */
    public Hunt(Bench bench, Reproduction reproduction, long seed, Consumer<Trial> listener) {
        this.bench = bench;
        this.reproduction = reproduction;
        this.seed = seed;
        this.listener = listener;
    }

    /**
     * The smallest scenario found.
     *
     * @param scenario breaks the board
     * @param upperEnd the hard one that the search began with
     * @param gentler the nearest gentler ones, which do not
     * @param confirmed how often it broke the board when it was run again
     * @param broken a run that broke it
     */
    public record Quarry(Scenario scenario, Scenario upperEnd, List<Scenario> gentler, Proportion confirmed, Trial broken) {
    }

    /** A series of runs of one scenario: how often the board broke, and the first run that did. */
    public record Series(Proportion broke, Optional<Trial> first) {
    }

    /** Looks for the smallest scenario that breaks the board; empty when nothing that was tried does. */
    public Optional<Quarry> smallest(Scenario given, Set<Parameter> fixed) {
        int freeHeap = given.story().parameters().contains(Parameter.HEAP) && !fixed.contains(Parameter.HEAP) ? freeHeap(given) : 0;
        Optional<Search.Found> found = new Search(this::breaks, fixed, freeHeap).from(given);
        return found.map(it -> {
            Series series = runs(it.smallest(), CONFIRMATIONS);
            return new Quarry(it.smallest(), it.upperEnd(), it.gentler(), series.broke(),
                series.first().orElseGet(() -> broken.get(broken.size() - 1)));
        });
    }

    /** Runs a scenario so many times; on tape, so that the first run that breaks the board can be replayed. */
    public Series runs(Scenario scenario, int times) {
        List<Trial> bad = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            Trial trial = told(bad.isEmpty() ? reproduction.runOnTape(scenario, seed + i) : reproduction.run(scenario, seed + i));
            if (trial.broke()) {
                bad.add(trial);
            }
        }
        return new Series(Proportion.of(bad.size(), times), bad.stream().findFirst());
    }

    private boolean breaks(Scenario scenario) {
        int repeats = reproduction.rewinds() ? VIRTUAL_REPEATS : REAL_REPEATS;
        for (int i = 0; i < repeats; i++) {
            Trial trial = told(reproduction.run(scenario, seed + i));
            if (trial.broke()) {
                broken.add(trial);
                return true;
            }
        }
        return false;
    }

    private Trial told(Trial trial) {
        listener.accept(trial);
        return trial;
    }

    /** Heap that is free where a run of the story begins; 0 when nobody can say, or it cannot be made short. */
    private int freeHeap(Scenario given) {
        if (!bench.rewinds() || bench.heap().whyNot().isPresent()) {
            return 0;
        }
        int step = Parameter.HEAP.step();
        return reproduction.heapBefore(given.story()).map(HeapFigures::freeBytes).orElse(0) / step * step;
    }
}
