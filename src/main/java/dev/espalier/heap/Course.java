package dev.espalier.heap;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How readings run: a warm-up that follows no rule, then a straight line whose level changes at a few
 * places (steps), with scatter around it. The course chosen makes the readings likeliest, less what each of its
 * parts costs, in the manner of the Bayesian information criterion. Scatter has the heavy tails of
 * Cauchy's distribution: a reading in the midst of some transfer lies far off and means nothing.
 *
 * @param warmUp how many of the first readings belong to the warm-up
 * @param starts index of the first reading of each segment after the warm-up; the first is {@code warmUp}
 * @param levels of the segments, at x = 0
 * @param slope change per unit of x that all segments share
 * @param scatter half width of the scatter at half its height
 * @param badness twice the negative logarithm of the likelihood, and the costs; less is better
 */
record Course(int warmUp, int[] starts, double[] levels, double slope, double scatter, double badness) {

    /** Steps beyond so many are no longer the exception in a line. */
    static final int MOST_STEPS = 4;
    /** A level needs as many readings. */
    static final int LEAST_SEGMENT = 3;

    /** Readings come in blocks of 8 bytes: scatter below that rounding is no better than none. */
    private static final double LEAST_SCATTER = 4;
    private static final double MUCH_SCATTER = 64;
    private static final double MOST_SCATTER = 4096;
    private static final double NEXT_SCATTER = Math.sqrt(2);
    private static final int ROUNDS = 5;
    /** Beyond this the readings are one slow movement, and nothing better can be said of them. */
    private static final double MOST_CORRELATION = 0.9;

    /** The best course of all, of readings over strictly increasing x. */
    static Course best(CourseSearch search) {
        Course best = null;
        for (double slope : search.slopes()) {
            best = better(best, refined(search, slope, true, LEAST_SCATTER));
            best = better(best, refined(search, slope, true, MUCH_SCATTER));
        }
        return best;
    }

    /** The best course with that very slope. */
    static Course withSlope(double slope, CourseSearch search) {
        return better(refined(search, slope, false, LEAST_SCATTER), refined(search, slope, false, MUCH_SCATTER));
    }

    /** The same with another slope, near to this one: the search sets out from this course's scatter only. */
    Course near(double otherSlope, CourseSearch search) {
        return refined(search, otherSlope, false, scatter);
    }

    /** Segments for a scatter and a slope, then these anew for the segments, until nothing changes. */
    private static Course refined(CourseSearch search, double slope, boolean refining, double scatter) {
        Course best = null;
        double trySlope = slope;
        double tryScatter = scatter;
        for (int round = 0; round < ROUNDS; round++) {
            Course course = search.course(trySlope, tryScatter);
            best = better(best, course);
            double slopeNow = refining ? course.slopeWithin(search.x(), search.y()) : slope;
            double scatterNow = course.scatter(search.x(), search.y());
            if (slopeNow == trySlope && scatterNow == tryScatter) {
                break;
            }
            trySlope = slopeNow;
            tryScatter = scatterNow;
        }
        return best;
    }

    private static Course better(Course one, Course other) {
        return one == null || other.badness < one.badness ? other : one;
    }

    /** What a reading so far off costs: twice the negative logarithm of Cauchy's density. */
    static double cost(double distance, double scatter) {
        return 2 * Math.log(Math.PI * scatter) + 2 * Math.log1p(distance * distance / (scatter * scatter));
    }

    /** The trend within the segments. */
    Trend trend(double[] x, double[] y) {
        return Trend.of(from(warmUp, x), from(warmUp, y), startsFrom(warmUp));
    }

    /** The slope within the segments, of the readings from an index on. */
    double slopeFrom(int index, double[] x, double[] y) {
        return Trend.slope(from(index, x), from(index, y), startsFrom(index));
    }

    private double slopeWithin(double[] x, double[] y) {
        return slopeFrom(warmUp, x, y);
    }

    private static double[] from(int index, double[] values) {
        return Arrays.copyOfRange(values, index, values.length);
    }

    private int[] startsFrom(int index) {
        return IntStream.concat(IntStream.of(0), Arrays.stream(starts).filter(start -> start > index).map(start -> start - index))
            .toArray();
    }

    /** The changes of level, in their order. */
    List<Step> steps(double[] x) {
        List<Step> steps = new ArrayList<>();
        for (int s = 1; s < starts.length; s++) {
            steps.add(new Step((int) Math.round(x[starts[s]]), levels[s] - levels[s - 1]));
        }
        return steps;
    }

    /** What describes the distances from the line best. */
    private double scatter(double[] x, double[] y) {
        double[] distances = distances(x, y);
        double best = LEAST_SCATTER;
        double least = Double.POSITIVE_INFINITY;
        for (double scatter = LEAST_SCATTER; scatter < MOST_SCATTER; scatter *= NEXT_SCATTER) {
            double sum = 0;
            for (double distance : distances) {
                sum += cost(distance, scatter);
            }
            if (sum < least) {
                least = sum;
                best = scatter;
            }
        }
        return best;
    }

    /**
     * How much a reading resembles the one before it, 0 to 0.9: the correlation of neighbours by rank, and by what
     * each has to say for or against the course (the derivative of its cost). The lesser counts: a few readings that
     * lie together make the one large, and a few that are not quite on the line the other.
     */
    double correlation(double[] x, double[] y) {
        double[] distances = distances(x, y);
        double[] says = Arrays.stream(distances).map(far -> far / (1 + far * far / (scatter * scatter))).toArray();
        double correlation = Math.min(correlation(says), correlation(Ranks.aroundTheMiddle(distances)));
        return Math.max(0, Math.min(MOST_CORRELATION, correlation));
    }

    /**
     * Of neighbours, around 0. What was fitted to the readings makes them look less alike than they are; that is made
     * good to first order in 1/n, as Marriott and Pope (1954) do for one level.
     */
    private double correlation(double[] values) {
        double products = 0;
        double squares = values[0] * values[0];
        for (int i = 1; i < values.length; i++) {
            products += values[i] * values[i - 1];
            squares += values[i] * values[i];
        }
        int fitted = starts.length + 1;
        int n = values.length;
        return squares == 0 || n <= fitted ? 0 : (n * products / squares + fitted) / (n - fitted);
    }

    private double[] distances(double[] x, double[] y) {
        double[] distances = new double[y.length - warmUp];
        for (int s = 0; s < starts.length; s++) {
            int end = s + 1 < starts.length ? starts[s + 1] : y.length;
            for (int i = starts[s]; i < end; i++) {
                distances[i - warmUp] = y[i] - slope * x[i] - levels[s];
            }
        }
        return distances;
    }
}
