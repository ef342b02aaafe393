package dev.espalier.heap;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Tells a leak from noise in heap readings over repeated work. {@code docs/heap.md} describes the procedure,
 * what it assumes, and how often it errs.
 *
 * <p>Looked at are the readings of one checkpoint. What describes them best is a warm-up, a line and a few steps
 * ({@link Course}). A LEAK needs all of these:
 * <ol>
 * <li>the readings are 1 / {@code falseAlarms} times likelier on that line than on the best course that loses no
 * more than {@code toleratedBytesPerCycle}, whatever warm-up and steps that one has,
 * <li>between the steps they fall more often than they rise (Mann-Kendall, one-sided, 5 %),
 * <li>it goes on: the second half by itself is likelier on that line than without a loss, and the warm-up is over
 * before as many readings were left out as may be.
 * </ol>
 * Without a leak the verdict is NO_LEAK when the confidence interval excludes a loss of
 * {@code resolutionBytesPerCycle}, and INCONCLUSIVE when the scatter could hide one, when a fall levels off, or
 * when the level stepped down again and again.
 *
 * @param warmUpCycles cycles not looked at in any case, from 0; what further ones are warm-up is found out
 * @param leastCycles fewer readings than this after the warm-up are INCONCLUSIVE; at least 5
 * @param falseAlarms share of series without a leak that may be called one, between 0 and 0.5
 * @param confidence of the interval, between 0.5 and 1
 * @param toleratedBytesPerCycle a loss up to this is none
 * @param resolutionBytesPerCycle the smallest loss that NO_LEAK must rule out
 */
public record LeakTest(
        int warmUpCycles,
        int leastCycles,
        double falseAlarms,
        double confidence,
        double toleratedBytesPerCycle,
        double resolutionBytesPerCycle) {

    /** Three cycles of warm-up at least, 10 readings, 1 false alarm in 1,000, 99 %, 1 byte tolerated, 16 bytes ruled out. */
    public static final LeakTest STANDARD = new LeakTest(3, 10, 0.001, 0.99, 1, 16);

    private static final double ORDER = 0.05;

    /** Refuses values outside their ranges. */
    public LeakTest {
        require(warmUpCycles >= 0, "warmUpCycles (%d) must not be negative", warmUpCycles);
        require(leastCycles >= 5, "leastCycles (%d) must be at least 5", leastCycles);
        require(falseAlarms > 0 && falseAlarms < 0.5, "falseAlarms (%s) must be between 0 and 0.5", falseAlarms);
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
     * The same test for one of {@code several} questions asked of the same run: each is then tested more strictly
     * (Bonferroni), so that asking often does not find leaks by chance.
     */
    public LeakTest sharedBy(int several) {
        return new LeakTest(warmUpCycles, leastCycles, falseAlarms / several, confidence, toleratedBytesPerCycle,
            resolutionBytesPerCycle);
    }

    /** The same test with another smallest loss that NO_LEAK must rule out. */
    public LeakTest rulingOut(double bytesPerCycle) {
        return new LeakTest(warmUpCycles, leastCycles, falseAlarms, confidence, toleratedBytesPerCycle, bytesPerCycle);
    }

    /** Judges every checkpoint of a series, the worst first; the rate of false alarms is that of all together. */
    public List<LeakResult> ofEach(HeapSeries series) {
        List<String> checkpoints = series.checkpoints();
        LeakTest stricter = sharedBy(Math.max(1, checkpoints.size()));
        List<LeakResult> results = new ArrayList<>();
        checkpoints.forEach(checkpoint -> results.add(stricter.of(series, checkpoint)));
        results.sort(Comparator.comparing(LeakResult::verdict).thenComparing(LeakResult::lostPerCycle, Comparator.reverseOrder()));
        return results;
    }

    /** Judges the readings at one checkpoint. */
    public LeakResult of(HeapSeries series, String checkpoint) {
        List<HeapSample> samples = series.at(checkpoint).samples();
        return of(checkpoint, samples.stream().mapToDouble(HeapSample::cycle).toArray(),
            samples.stream().mapToDouble(HeapSample::freeBytes).toArray());
    }

    LeakResult of(String checkpoint, double[] x, double[] y) {
        int looked = Math.max(0, y.length - warmUpCycles);
        if (looked < leastCycles) {
            return new LeakResult(
                    LeakVerdict.INCONCLUSIVE, checkpoint, looked, Math.min(y.length, warmUpCycles), List.of(),
                    Double.NaN, Double.NaN, Double.NaN, 1,
                    "%d readings at %s after %d cycles of warm-up; a verdict needs %d"
                            .formatted(looked, checkpoint, warmUpCycles, leastCycles));
        }
        return result(checkpoint, Evidence.of(this, x, y));
    }

    /** The verdict without the interval, which costs much more to find. */
    LeakVerdict verdict(double[] x, double[] y) {
        return y.length - warmUpCycles < leastCycles ? LeakVerdict.INCONCLUSIVE : judged(Evidence.of(this, x, y)).verdict;
    }

    private record Judged(LeakVerdict verdict, String found) {
    }

    private Judged judged(Evidence seen) {
        boolean falls = -seen.slope() > toleratedBytesPerCycle && seen.odds(toleratedBytesPerCycle) <= falseAlarms
            && seen.trend().pDown() <= ORDER;
        if (falls) {
            return seen.goesOn() && seen.isWarm()
                ? new Judged(LeakVerdict.LEAK, "leak")
                : new Judged(LeakVerdict.INCONCLUSIVE, "a fall that levels off, perhaps a long warm-up,");
        }
        if (seen.stepsDownAgainAndAgain()) {
            return new Judged(LeakVerdict.INCONCLUSIVE, "steps down only, perhaps a leak in some cycles,");
        }
        return seen.excludes(resolutionBytesPerCycle)
            ? new Judged(LeakVerdict.NO_LEAK, "no leak")
            : new Judged(LeakVerdict.INCONCLUSIVE, "cannot tell a leak from scatter");
    }

    private LeakResult result(String checkpoint, Evidence seen) {
        Judged judged = judged(seen);
        double lost = 0 - seen.slope();
        double low = seen.lowerEnd();
        double high = seen.upperEnd();
        double odds = seen.odds(toleratedBytesPerCycle);
        String evidence = String.format(
                Locale.ROOT,
                "%s at %s over %d cycles: %.1f bytes lost per cycle (%s), %s%s",
                judged.found, checkpoint, seen.cycles(), lost, interval(low, high), times(odds), remarks(seen));
        return new LeakResult(judged.verdict, checkpoint, seen.cycles(), seen.warmUp(), seen.steps(), lost, low, high, odds, evidence);
    }

    private String interval(double low, double high) {
        return Double.isInfinite(low) || Double.isInfinite(high) ? "which is no more than a guess"
            : String.format(Locale.ROOT, "%.1f %% confidence: %.1f to %.1f", confidence * 100, low, high);
    }

    private static String times(double odds) {
        return odds > 0.5 ? "as likely without a loss"
            : String.format(Locale.ROOT, "%.2g times likelier than without a loss", Math.min(1e15, 1 / odds));
    }

    private String remarks(Evidence seen) {
        StringBuilder remarks = new StringBuilder();
        if (seen.warmUp() > warmUpCycles) {
            remarks.append("; warm-up of %d cycles left out".formatted(seen.warmUp()));
        }
        List<Step> steps = seen.steps();
        if (!steps.isEmpty()) {
            remarks.append(steps.size() == 1 ? "; one step set aside: " : "; %d steps set aside: ".formatted(steps.size()))
                .append(steps.stream().map(Step::toString).collect(Collectors.joining(", ")));
        }
        return remarks.toString();
    }
}
