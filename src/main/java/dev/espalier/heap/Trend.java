package dev.espalier.heap;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A straight trend through points without assuming how they scatter: the slope of Theil and Sen
 * (median over all pairs of points), its confidence interval after Sen (1968), and the test of Mann
 * and Kendall for a downward trend, with corrections for ties and continuity. Single outliers have
 * little say, in whatever size.
 *
 * @param slope change per unit of x
 * @param low lower end of the two-sided confidence interval of the slope
 * @param high upper end
 * @param pDown probability of seeing so much downward order when there is no trend
 */
record Trend(double slope, double low, double high, double pDown) {

    /** The trend of {@code y} over strictly increasing {@code x}, at least three points. */
    static Trend of(double[] x, double[] y, double confidence) {
        return of(x, y, 0, confidence);
    }

    /**
     * The trend when the level changed at the point with index {@code step} (0 for no change): only
     * points on the same side of it are compared.
     */
    static Trend of(double[] x, double[] y, int step, double confidence) {
        List<Double> slopes = new ArrayList<>();
        long order = 0;
        for (int i = 0; i < x.length; i++) {
            for (int j = i + 1; j < x.length; j++) {
                if (i >= step || j < step) {
                    slopes.add((y[j] - y[i]) / (x[j] - x[i]));
                    order += (long) Math.signum(y[j] - y[i]);
                }
            }
        }
        Collections.sort(slopes);
        int pairs = slopes.size();
        double deviation = Math.sqrt(variance(Arrays.copyOfRange(y, 0, step))
                + variance(Arrays.copyOfRange(y, step, y.length)));
        double reach = Normal.quantile((1 + confidence) / 2) * deviation;
        return new Trend(
                median(slopes),
                slopes.get(clamp((int) Math.floor((pairs - reach) / 2) - 1, pairs)),
                slopes.get(clamp((int) Math.ceil((pairs + reach) / 2), pairs)),
                deviation == 0 ? 1 : Normal.below((order + 1) / deviation));
    }

    /** Variance of the sum of signs when there is no trend; ties make it smaller. */
    private static double variance(double[] y) {
        Map<Double, Integer> ties = new HashMap<>();
        for (double value : y) {
            ties.merge(value, 1, Integer::sum);
        }
        double n = y.length;
        double all = n * (n - 1) * (2 * n + 5);
        for (double tied : ties.values()) {
            all -= tied * (tied - 1) * (2 * tied + 5);
        }
        return all / 18;
    }

    private static double median(List<Double> sorted) {
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1
                ? sorted.get(middle)
                : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    private static int clamp(int index, int length) {
        return Math.max(0, Math.min(length - 1, index));
    }
}
