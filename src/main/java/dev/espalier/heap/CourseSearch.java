package dev.espalier.heap;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds the best warm-up, steps and levels for a slope and a scatter, exactly, by dynamic programming over the
 * readings: the best end of a segment at each reading, for each number of steps before it and each level.
 * Levels are among the readings themselves.
 */
final class CourseSearch {

    /** Times the logarithm of the number of readings: a step's size, its place, and having been searched. */
    private static final double STEP_COST = 4;
    /** Levels that are tried at most; of more, some are left out evenly. */
    private static final int MOST_LEVELS = 128;
    /** Levels nearer to one another than half a block of the allocator are one. */
    private static final double LEVEL_GRAIN = 4;
    private static final double LEAST_RANGE_BYTES = 64;
    private static final int MOST_PARTS = 3;

    private final double[] x;
    private final double[] y;
    private final int least;
    private final int most;
    private final int mostSteps;
    private final double warmUpCost;
    private final double stepCost;
    private final Map<Key, Course> found = new HashMap<>();

    /** What a course was searched for. */
    private record Key(double slope, double scatter) {
    }

    /** The best end of a segment at each reading: what it costs, where the segment began, and its level. */
    private record Ends(double[] cost, int[] start, int[] level) {

        Ends(int length) {
            this(new double[length], new int[length], new int[length]);
            Arrays.fill(cost, Double.POSITIVE_INFINITY);
        }
    }

    /**
     * @param x strictly increasing
     * @param leastWarmUp readings that are left out in any case
     * @param mostWarmUp readings that may be left out; as many as a segment needs must remain
     * @param mostSteps changes of level that may be set aside
     */
    CourseSearch(double[] x, double[] y, int leastWarmUp, int mostWarmUp, int mostSteps) {
        this.x = x;
        this.y = y;
        this.mostSteps = mostSteps;
        this.least = leastWarmUp;
        this.most = mostWarmUp;
        double[] sorted = Arrays.copyOfRange(y, leastWarmUp, y.length);
        Arrays.sort(sorted);
        // A reading of the warm-up may lie anywhere among all; it costs more than one that lies on the line.
        warmUpCost = 2 * Math.log(Math.max(LEAST_RANGE_BYTES, sorted[sorted.length - 1] - sorted[0]));
        stepCost = STEP_COST * Math.log(sorted.length);
    }

    double[] x() {
        return x;
    }

    double[] y() {
        return y;
    }

    /** Slopes from which to set out: none, the whole's, and its parts', where a step may be missing. */
    List<Double> slopes() {
        int n = y.length - least;
        List<Double> slopes = new ArrayList<>(List.of(0.0));
        for (int parts = 1; parts <= MOST_PARTS; parts++) {
            for (int part = 0; part < parts; part++) {
                int begin = least + n * part / parts;
                int end = least + n * (part + 1) / parts;
                slopes.add(Trend.slope(Arrays.copyOfRange(x, begin, end), Arrays.copyOfRange(y, begin, end), 0));
            }
        }
        return slopes;
    }

    /** The best course with that slope and that scatter. */
    Course course(double slope, double scatter) {
        return found.computeIfAbsent(new Key(slope, scatter), this::search);
    }

    private Course search(Key key) {
        double slope = key.slope;
        double[] z = new double[y.length];
        for (int i = 0; i < z.length; i++) {
            z[i] = y[i] - slope * x[i];
        }
        double[] levels = levels(z);
        double[][] sums = sums(z, levels, key.scatter);
        Ends[] ends = new Ends[mostSteps + 1];
        int steps = 0;
        for (int k = 0; k < ends.length; k++) {
            ends[k] = ends(k == 0 ? null : ends[k - 1], sums);
            steps = ends[k].cost[z.length] < ends[steps].cost[z.length] ? k : steps;
        }
        int[] starts = new int[steps + 1];
        double[] chosen = new double[steps + 1];
        int end = z.length;
        for (int s = steps; s >= 0; s--) {
            starts[s] = ends[s].start[end];
            chosen[s] = levels[ends[s].level[end]];
            end = starts[s];
        }
        return new Course(starts[0], starts, chosen, slope, key.scatter, ends[steps].cost[z.length]);
    }

    private double[] levels(double[] z) {
        double[] all = Arrays.stream(z).skip(least).map(value -> Math.rint(value / LEVEL_GRAIN) * LEVEL_GRAIN).distinct().sorted().toArray();
        if (all.length <= MOST_LEVELS) {
            return all;
        }
        double[] some = new double[MOST_LEVELS];
        for (int i = 0; i < some.length; i++) {
            some[i] = all[i * (all.length - 1) / (MOST_LEVELS - 1)];
        }
        return some;
    }

    /** For each level, what the readings before each index would cost on it. */
    private double[][] sums(double[] z, double[] levels, double scatter) {
        double[][] sums = new double[levels.length][z.length + 1];
        for (int level = 0; level < levels.length; level++) {
            for (int i = least; i < z.length; i++) {
                sums[level][i + 1] = sums[level][i] + Course.cost(z[i] - levels[level], scatter);
            }
        }
        return sums;
    }

    /** The ends of segments with one step more than {@code before}, or with none behind the warm-up. */
    private Ends ends(Ends before, double[][] sums) {
        Ends ends = new Ends(y.length + 1);
        for (int level = 0; level < sums.length; level++) {
            double[] sum = sums[level];
            double entered = Double.POSITIVE_INFINITY;
            int start = -1;
            for (int end = least + Course.LEAST_SEGMENT; end <= y.length; end++) {
                int at = end - Course.LEAST_SEGMENT;
                double enters = (before == null ? warmUp(at) : before.cost[at] + stepCost) - sum[at];
                if (enters < entered) {
                    entered = enters;
                    start = at;
                }
                if (entered + sum[end] < ends.cost[end]) {
                    ends.cost[end] = entered + sum[end];
                    ends.start[end] = start;
                    ends.level[end] = level;
                }
            }
        }
        return ends;
    }

    private double warmUp(int readings) {
        return readings > most ? Double.POSITIVE_INFINITY : (readings - least) * warmUpCost;
    }
}
