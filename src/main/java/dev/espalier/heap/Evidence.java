package dev.espalier.heap;

import java.util.Arrays;
import java.util.List;
import java.util.function.DoublePredicate;

/**
 * Readings, the course that describes them best, and how much worse others do.
 *
 * @param test what is asked
 * @param search of courses among the readings
 * @param mostWarmUp readings that may be left out as warm-up
 * @param course the best course
 * @param trend of the readings within its segments
 * @param widening by how much differences of likelihood count less than they would for as many independent
 *     readings of a known course: neighbours that resemble one another, and what was fitted to few readings
 */
record Evidence(LeakTest test, CourseSearch search, int mostWarmUp, Course course, Trend trend, double widening) {

    /** A level, a slope, the scatter; then size and place of each step. */
    private static final int FITTED = 3;
    private static final int FITTED_PER_STEP = 2;
    /** The interval's ends are searched from this distance of the estimate, in bytes per cycle. */
    private static final double NEAREST_END = 0.125;
    /** No heap loses more than it has. */
    private static final double FARTHEST_END = 1 << 17;
    private static final double END_PRECISION = 0.02;

    static Evidence of(LeakTest test, double[] x, double[] y) {
        int most = Math.max(test.warmUpCycles(), Math.min(y.length / 2, y.length - test.leastCycles()));
        CourseSearch search = new CourseSearch(x, y, test.warmUpCycles(), most, Course.MOST_STEPS);
        Course course = Course.best(search);
        Trend trend = course.trend(x, y);
        double readings = y.length - course.warmUp();
        double spare = readings - FITTED - FITTED_PER_STEP * (course.starts().length - 1);
        double correlation = course.correlation(x, y);
        double alike = (1 + correlation) / (1 - correlation);
        return new Evidence(test, search, most, course, trend, spare <= 0 ? Double.POSITIVE_INFINITY : alike * readings / spare);
    }

    double slope() {
        return course.slope();
    }

    int warmUp() {
        return course.warmUp();
    }

    int cycles() {
        return search.y().length - course.warmUp();
    }

    List<Step> steps() {
        return course.steps(search.x());
    }

    /**
     * Whether the second half by itself is likelier with that loss than without any, with no more steps than were found
     * there. The fall of a warm-up ends, and then a flat line describes the second half better, the rest of the
     * warm-up left out.
     */
    boolean goesOn() {
        int half = course.warmUp() + cycles() / 2;
        int length = search.y().length;
        int steps = (int) Arrays.stream(course.starts()).filter(start -> start > half).count();
        CourseSearch latter = new CourseSearch(Arrays.copyOfRange(search.x(), half, length),
            Arrays.copyOfRange(search.y(), half, length), 0, (length - half) / 2, steps);
        return Course.withSlope(course.slope(), latter).badness() < Course.withSlope(0, latter).badness();
    }

    /** Whether the warm-up was over before as many readings were left out as may be. */
    boolean isWarm() {
        return course.warmUp() < mostWarmUp || mostWarmUp == test.warmUpCycles();
    }

    /** Likelihood of the readings on the best course that loses nothing, or {@code tolerated}, over that on the best of all. */
    double odds(double tolerated) {
        double badness = Math.min(Course.withSlope(0, search).badness(), Course.withSlope(-tolerated, search).badness());
        return Math.exp(-worse(badness) / 2);
    }

    /** Whether a loss so large, or larger, is outside of the confidence interval. */
    boolean excludes(double lossPerCycle) {
        return -course.slope() < lossPerCycle && outside(lossPerCycle);
    }

    /** Two steps or more, all of them down: a loss that does not come in every cycle looks so. The beginning may do that. */
    boolean stepsDownAgainAndAgain() {
        double settled = search.x()[course.warmUp() + cycles() / 3];
        List<Step> late = steps().stream().filter(step -> step.cycle() >= settled).toList();
        return late.size() > 1 && late.stream().allMatch(step -> step.bytes() < 0);
    }

    /** The least loss per cycle inside of the confidence interval; infinite when it has no end. */
    double lowerEnd() {
        return -course.slope() - reach(distance -> outside(-course.slope() - distance));
    }

    /** The largest one. */
    double upperEnd() {
        return -course.slope() + reach(distance -> outside(-course.slope() + distance));
    }

    private static double reach(DoublePredicate outside) {
        double inside = 0;
        double beyond = NEAREST_END;
        while (!outside.test(beyond)) {
            inside = beyond;
            beyond *= 2;
            if (beyond > FARTHEST_END) {
                return Double.POSITIVE_INFINITY;
            }
        }
        while (beyond - inside > Math.max(NEAREST_END, END_PRECISION * beyond)) {
            double middle = (inside + beyond) / 2;
            if (outside.test(middle)) {
                beyond = middle;
            } else {
                inside = middle;
            }
        }
        return beyond;
    }

    private boolean outside(double lossPerCycle) {
        double deviations = Normal.quantile((1 + test.confidence()) / 2);
        return worse(course.near(-lossPerCycle, search).badness()) > deviations * deviations;
    }

    /** By how much another course describes the readings worse, as for independent readings. */
    private double worse(double badness) {
        return Math.max(0, badness - course.badness()) / widening;
    }
}
