package dev.espalier.heap;

import dev.espalier.repro.Proportion;
import java.util.Locale;
import java.util.Random;

/** How often {@link LeakTest} gives which verdict over many made series. */
final class Characteristic {

    private final LeakTest test;
    private final long seed;

    Characteristic(LeakTest test, long seed) {
        this.test = test;
        this.seed = seed;
    }

    /** Verdicts over a number of series. */
    record Counts(int series, int leaks, int none) {

        Proportion leak() {
            return Proportion.of(leaks, series);
        }

        Proportion noLeak() {
            return Proportion.of(none, series);
        }

        Counts and(Counts other) {
            return new Counts(series + other.series, leaks + other.leaks, none + other.none);
        }
    }

    /** The verdicts after all cycles of each series. */
    Counts over(int series, MadeHeap heap) {
        return over(series, heap, new int[] {heap.cycles()});
    }

    /**
     * The verdicts of a run that looks after some numbers of cycles, and goes on only while the question is open. The test's
     * false alarms are shared among the looks.
     */
    Counts over(int series, MadeHeap heap, int[] looks) {
        LeakTest stricter = test.sharedBy(looks.length);
        Random random = new Random(seed);
        int leaks = 0;
        int none = 0;
        for (int i = 0; i < series; i++) {
            LeakVerdict verdict = verdict(stricter, heap.draw(random), looks);
            leaks += verdict == LeakVerdict.LEAK ? 1 : 0;
            none += verdict == LeakVerdict.NO_LEAK ? 1 : 0;
        }
        return new Counts(series, leaks, none);
    }

    private static LeakVerdict verdict(LeakTest test, double[] y, int[] looks) {
        LeakVerdict verdict = LeakVerdict.INCONCLUSIVE;
        for (int i = 0; i < looks.length && verdict == LeakVerdict.INCONCLUSIVE; i++) {
            double[] x = new double[looks[i]];
            for (int cycle = 0; cycle < x.length; cycle++) {
                x[cycle] = cycle;
            }
            verdict = test.verdict(x, java.util.Arrays.copyOf(y, x.length));
        }
        return verdict;
    }

    /** {@code "99.8 % (99.3 to 100)"}. */
    static String percent(Proportion share) {
        return String.format(Locale.ROOT, "%6.2f %% (%.2f to %.2f)", 100.0 * share.count() / share.of(), 100 * share.low(), 100 * share.high());
    }
}
