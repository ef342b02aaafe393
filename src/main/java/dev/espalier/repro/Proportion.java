package dev.espalier.repro;

import java.util.Locale;
import java.util.function.DoublePredicate;

/**
 * How often something happened, with the exact interval of Clopper and Pearson (1934) for 95 %: whatever the true
 * probability is, the interval holds it in at least 95 of 100 such series.
 *
 * @param count how often it happened
 * @param of how often it could have
 * @param low lower end of the interval, 0 to 1
 * @param high upper end, 0 to 1
 */
public record Proportion(int count, int of, double low, double high) {

    private static final double TAIL = 0.025;
    /** Halvings of an interval of length 1 until nothing changes any more. */
    private static final int HALVINGS = 60;

    /**
     * The proportion of {@code count} in {@code of}.
     *
     * @throws IllegalArgumentException unless 0 &lt;= count &lt;= of and of &gt; 0
     */
    public static Proportion of(int count, int of) {
        if (of <= 0 || count < 0 || count > of) {
            throw new IllegalArgumentException("wanted a count of 0 to %d runs, at least one run; seen %d".formatted(of, count));
        }
        double low = count == 0 ? 0 : smallest(p -> atLeast(count, of, p) >= TAIL);
        double high = count == of ? 1 : smallest(p -> 1 - atLeast(count + 1, of, p) <= TAIL);
        return new Proportion(count, of, low, high);
    }

    /** The smallest probability at which something holds that holds from there up to 1. */
    private static double smallest(DoublePredicate holds) {
        double no = 0;
        double yes = 1;
        for (int i = 0; i < HALVINGS; i++) {
            double middle = (no + yes) / 2;
            if (holds.test(middle)) {
                yes = middle;
            } else {
                no = middle;
            }
        }
        return yes;
    }

    /** The probability of at least {@code count} successes in {@code of} tries: the sum of the binomial terms. */
    private static double atLeast(int count, int of, double p) {
        double logTerm = of * Math.log1p(-p);
        double odds = Math.log(p) - Math.log1p(-p);
        double sum = count == 0 ? Math.exp(logTerm) : 0;
        for (int k = 1; k <= of; k++) {
            logTerm += Math.log(of - k + 1.0) - Math.log(k) + odds;
            if (k >= count) {
                sum += Math.exp(logTerm);
            }
        }
        return Math.min(1, sum);
    }

    /** {@code "7 of 20 times (35 %; 95 % interval 15.4 to 59.2 %)"}. */
    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%d of %d times (%.3g %%; 95 %% interval %.3g to %.3g %%)", count, of, 100.0 * count / of,
            100 * low, 100 * high);
    }
}
