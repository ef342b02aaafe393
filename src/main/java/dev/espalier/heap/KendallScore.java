package dev.espalier.heap;

import java.util.Map;
import java.util.TreeMap;

/**
 * The score of Mann and Kendall: rising pairs less falling pairs, and how probable a score is when the
 * order of the readings means nothing. Readings are compared within their segment only.
 */
final class KendallScore {

    /** Up to so many readings the distribution is counted out; beyond it the normal one is as good. */
    private static final int MOST_COUNTED = 60;

    private final double[] y;
    private final int[] starts;
    private long score;
    private double variance;

    /**
     * Compares readings.
     *
     * @param starts index of the first reading of each segment, 0 first, increasing
     */
    KendallScore(double[] y, int[] starts) {
        this.y = y;
        this.starts = starts;
        for (int s = 0; s < starts.length; s++) {
            compare(starts[s], end(s));
        }
    }

    private void compare(int from, int to) {
        for (int i = from; i < to; i++) {
            for (int j = i + 1; j < to; j++) {
                score += (long) Math.signum(y[j] - y[i]);
            }
        }
        double n = to - from;
        double all = n * (n - 1) * (2 * n + 5);
        for (double tied : ties(from, to).values()) {
            all -= tied * (tied - 1) * (2 * tied + 5);
        }
        variance += all / 18;
    }

    /** Rising pairs less falling ones. */
    long score() {
        return score;
    }

    /** Standard deviation of the score by chance; equal readings make it smaller. */
    double deviation() {
        return Math.sqrt(variance);
    }

    /** Probability of a score this low or lower by chance. */
    double lowerTail() {
        if (variance == 0) {
            return 1;
        }
        return y.length > MOST_COUNTED ? Normal.below((score + 1) / deviation()) : counted();
    }

    /**
     * Share of all orders of the readings with at least as many falling pairs. Orders of different readings by
     * their number of falling pairs are the coefficients of (1)(1+q)(1+q+q^2)..., and each group of t equal ones
     * divides that by the first t factors; each factor is (1-q^k)/(1-q).
     */
    private double counted() {
        double[] share = {1};
        long unequal = 0;
        for (int s = 0; s < starts.length; s++) {
            long before = 0;
            for (int tied : ties(starts[s], end(s)).values()) {
                unequal += before * tied;
                for (int i = 1; i <= tied; i++) {
                    before++;
                    share = divided(multiplied(share, (int) before), i, (double) i / before);
                }
            }
        }
        int falling = (int) ((unequal - score) / 2);
        double tail = 0;
        for (int i = share.length - 1; i >= falling; i--) {
            tail += share[i];
        }
        return Math.min(1, Math.max(0, tail));
    }

    /** Times 1 - q^k. */
    private static double[] multiplied(double[] polynomial, int k) {
        double[] product = new double[polynomial.length + k];
        for (int i = 0; i < polynomial.length; i++) {
            product[i] += polynomial[i];
            product[i + k] -= polynomial[i];
        }
        return product;
    }

    /** Divided by 1 - q^k, which leaves no rest, and scaled. */
    private static double[] divided(double[] polynomial, int k, double scale) {
        double[] quotient = new double[polynomial.length - k];
        for (int i = 0; i < quotient.length; i++) {
            quotient[i] = polynomial[i] * scale + (i >= k ? quotient[i - k] : 0);
        }
        return quotient;
    }

    private Map<Double, Integer> ties(int from, int to) {
        Map<Double, Integer> ties = new TreeMap<>();
        for (int i = from; i < to; i++) {
            ties.merge(y[i], 1, Integer::sum);
        }
        return ties;
    }

    private int end(int segment) {
        return segment + 1 < starts.length ? starts[segment + 1] : y.length;
    }
}
