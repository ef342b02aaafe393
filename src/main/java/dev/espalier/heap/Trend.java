package dev.espalier.heap;

import java.util.Arrays;

/**
 * A straight trend through points without assuming how they scatter: the slope of Theil and Sen
 * (median over all pairs of points) and the test of Mann and Kendall for a downward trend. Single
 * outliers have little say, in whatever size.
 *
 * @param slope change per unit of x
 * @param pDown probability of seeing so much downward order when there is no trend
 */
record Trend(double slope, double pDown) {

    /** Of more points than this in a segment not every pair is looked at for the slope. */
    private static final int ALL_PAIRS = 300;

    /**
     * The trend of {@code y} over strictly increasing {@code x} when the level changed in between: only points of
     * the same segment are compared.
     *
     * @param starts index of the first point of each segment, 0 first, increasing
     */
    static Trend of(double[] x, double[] y, int... starts) {
        return new Trend(slope(x, y, starts), new KendallScore(y, starts).lowerTail());
    }

    /** The median slope only; 0 when no segment has two points. */
    static double slope(double[] x, double[] y, int... starts) {
        double[] slopes = new double[0];
        for (int s = 0; s < starts.length; s++) {
            slopes = slopes(slopes, x, y, starts[s], end(starts, s, y.length));
        }
        Arrays.sort(slopes);
        return slopes.length == 0 ? 0 : median(slopes);
    }

    private static double[] slopes(double[] before, double[] x, double[] y, int from, int to) {
        int stride = 1 + (to - from) / ALL_PAIRS;
        int at = before.length;
        double[] slopes = Arrays.copyOf(before, at + (to - from) * (to - from - 1) / 2);
        for (int i = from; i < to; i++) {
            for (int j = i + stride; j < to; j += stride) {
                slopes[at++] = (y[j] - y[i]) / (x[j] - x[i]);
            }
        }
        return Arrays.copyOf(slopes, at);
    }

    private static double median(double[] sorted) {
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    private static int end(int[] starts, int segment, int length) {
        return segment + 1 < starts.length ? starts[segment + 1] : length;
    }
}
