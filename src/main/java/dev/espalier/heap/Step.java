package dev.espalier.heap;

/**
 * A straight line, with or without one step in its level, fitted by least squares: only to decide
 * whether there was a step.
 *
 * @param index index of the first point after the step, 0 for a line without one
 * @param change level after less level before
 * @param squares sum of squared distances of the points from the fit
 */
record Step(int index, double change, double squares) {

    /** The line without a step. */
    static Step none(double[] x, double[] y) {
        return fit(x, y, 0);
    }

    /** The line with the step that fits best, in at least three points. */
    static Step best(double[] x, double[] y) {
        Step best = fit(x, y, 1);
        for (int index = 2; index < y.length; index++) {
            Step other = fit(x, y, index);
            best = other.squares < best.squares ? other : best;
        }
        return best;
    }

    /** The Bayesian information criterion of the fit, up to a constant: less is better. */
    double badness(int points, double leastVariance) {
        // A level and a slope; with a step its size and its place, and one more for having searched it.
        int parameters = index == 0 ? 2 : 5;
        return points * Math.log(squares / points + leastVariance) + parameters * Math.log(points);
    }

    private static Step fit(double[] x, double[] y, int index) {
        Side before = Side.of(x, y, 0, index);
        Side after = Side.of(x, y, index, x.length);
        double xx = before.xx + after.xx;
        double slope = xx == 0 ? 0 : (before.xy + after.xy) / xx;
        double change = index == 0
                ? 0
                : after.meanY - before.meanY - slope * (after.meanX - before.meanX);
        return new Step(index, change, before.yy + after.yy - slope * (before.xy + after.xy));
    }

    /** Means, and sums of squares and products around them, on one side of a step. */
    private record Side(double meanX, double meanY, double xx, double xy, double yy) {

        static Side of(double[] x, double[] y, int from, int to) {
            double meanX = mean(x, from, to);
            double meanY = mean(y, from, to);
            double xx = 0;
            double xy = 0;
            double yy = 0;
            for (int i = from; i < to; i++) {
                xx += (x[i] - meanX) * (x[i] - meanX);
                xy += (x[i] - meanX) * (y[i] - meanY);
                yy += (y[i] - meanY) * (y[i] - meanY);
            }
            return new Side(meanX, meanY, xx, xy, yy);
        }

        private static double mean(double[] values, int from, int to) {
            double sum = 0;
            for (int i = from; i < to; i++) {
                sum += values[i];
            }
            return from == to ? 0 : sum / (to - from);
        }
    }
}
