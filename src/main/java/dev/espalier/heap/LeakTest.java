package dev.espalier.heap;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * Tells a leak from noise in heap readings over repeated work.
 *
 * <p>Looked at are the readings of one checkpoint, the first {@code warmUpCycles} excluded: pools and
 * caches fill once. One step in the level is set aside when a line with a step fits better than a line
 * without (Bayesian information criterion): readings on its two sides are then not compared. A LEAK
 * needs both of these:
 * <ol>
 * <li>the readings fall more often than chance would have it (Mann-Kendall, one-sided, p at most
 * 1 - {@code confidence}),
 * <li>the confidence interval of the slope (Theil-Sen) lies beyond {@code toleratedBytesPerCycle}.
 * </ol>
 * Without a leak the verdict is NO_LEAK when the interval excludes a loss of
 * {@code resolutionBytesPerCycle} and INCONCLUSIVE when the scatter could hide one. The method assumes
 * that the scatter of one cycle does not depend on the cycle before.
 *
 * @param warmUpCycles cycles not looked at, from 0
 * @param leastCycles fewer readings than this are INCONCLUSIVE; at least 5
 * @param confidence of the interval and of the test, between 0.5 and 1
 * @param toleratedBytesPerCycle a loss up to this is none, for example the noise of one block header
 * @param resolutionBytesPerCycle the smallest loss that NO_LEAK must rule out
 */
public record LeakTest(
        int warmUpCycles,
        int leastCycles,
        double confidence,
        double toleratedBytesPerCycle,
        double resolutionBytesPerCycle) {

    /** Three cycles of warm-up, 10 readings, 99 %, 1 byte tolerated, 32 bytes ruled out. */
    public static final LeakTest STANDARD = new LeakTest(3, 10, 0.99, 1, 32);

    /** Readings come in blocks of 8 bytes: below the scatter of that rounding nothing is better than the rest. */
    private static final double LEAST_VARIANCE = 8.0 * 8.0 / 12.0;

    /** Refuses values outside their ranges. */
    public LeakTest {
        require(warmUpCycles >= 0, "warmUpCycles (%d) must not be negative", warmUpCycles);
        require(leastCycles >= 5, "leastCycles (%d) must be at least 5", leastCycles);
        require(confidence > 0.5 && confidence < 1, "confidence (%s) must be between 0.5 and 1", confidence);
        require(toleratedBytesPerCycle >= 0, "toleratedBytesPerCycle (%s) must not be negative", toleratedBytesPerCycle);
        require(
                resolutionBytesPerCycle > toleratedBytesPerCycle,
                "resolutionBytesPerCycle (%s) must be above what is tolerated",
                resolutionBytesPerCycle);
    }

    private static void require(boolean condition, String message, Object value) {
        if (!condition) {
            throw new IllegalArgumentException(message.formatted(value));
        }
    }

    /**
     * Judges every checkpoint of a series, the worst first. Each is tested more strictly the more there
     * are (Bonferroni), so that looking at many does not find leaks by chance.
     */
    public List<LeakResult> ofEach(HeapSeries series) {
        List<String> checkpoints = series.checkpoints();
        double shared = 1 - (1 - confidence) / Math.max(1, checkpoints.size());
        LeakTest stricter = new LeakTest(
                warmUpCycles, leastCycles, shared, toleratedBytesPerCycle, resolutionBytesPerCycle);
        List<LeakResult> results = new ArrayList<>();
        checkpoints.forEach(checkpoint -> results.add(stricter.of(series, checkpoint)));
        Comparator<LeakResult> worstFirst = Comparator.comparingInt(result -> switch (result.verdict()) {
            case LEAK -> 0;
            case INCONCLUSIVE -> 1;
            case NO_LEAK -> 2;
        });
        results.sort(worstFirst.thenComparing(LeakResult::lostPerCycle, Comparator.reverseOrder()));
        return results;
    }

    /** Judges the readings at one checkpoint. */
    public LeakResult of(HeapSeries series, String checkpoint) {
        List<HeapSample> samples = series.at(checkpoint).fromCycle(warmUpCycles).samples();
        double[] x = samples.stream().mapToDouble(HeapSample::cycle).toArray();
        double[] y = samples.stream().mapToDouble(HeapSample::freeBytes).toArray();
        if (y.length < leastCycles) {
            return new LeakResult(
                    LeakVerdict.INCONCLUSIVE, checkpoint, y.length, Double.NaN, Double.NaN, Double.NaN, 1,
                    "%d readings at %s after %d cycles of warm-up; a verdict needs %d"
                            .formatted(y.length, checkpoint, warmUpCycles, leastCycles));
        }
        Step line = Step.none(x, y);
        Step step = Step.best(x, y);
        boolean stepped = step.badness(y.length, LEAST_VARIANCE) < line.badness(y.length, LEAST_VARIANCE);
        Trend trend = Trend.of(x, y, stepped ? step.index() : 0, confidence);
        LeakVerdict verdict = falls(trend) ? LeakVerdict.LEAK : withoutLeak(trend);
        return result(checkpoint, y.length, trend, verdict, stepped
                ? "; one step of %+.0f bytes at cycle %.0f set aside".formatted(step.change(), x[step.index()])
                : "");
    }

    private boolean falls(Trend trend) {
        return trend.pDown() <= 1 - confidence && trend.high() < -toleratedBytesPerCycle;
    }

    private LeakVerdict withoutLeak(Trend trend) {
        return trend.low() > -resolutionBytesPerCycle ? LeakVerdict.NO_LEAK : LeakVerdict.INCONCLUSIVE;
    }

    private LeakResult result(String checkpoint, int cycles, Trend trend, LeakVerdict verdict, String remark) {
        double lost = 0 - trend.slope();
        double low = 0 - trend.high();
        double high = 0 - trend.low();
        String evidence = String.format(
                Locale.ROOT,
                "%s at %s over %d cycles: %.1f bytes lost per cycle (%.1f %% confidence: %.1f to %.1f), p = %.2g%s",
                switch (verdict) {
                    case LEAK -> "leak";
                    case NO_LEAK -> "no leak";
                    case INCONCLUSIVE -> "cannot tell a leak from scatter";
                },
                checkpoint, cycles, lost, confidence * 100, low, high, trend.pDown(), remark);
        return new LeakResult(verdict, checkpoint, cycles, lost, low, high, trend.pDown(), evidence);
    }
}
