package dev.espalier.heap;

import java.util.Arrays;

/** Places of values in their order. */
final class Ranks {

    private Ranks() {}

    /** Places counted from the middle one, which is 0; equal values share theirs. */
    static double[] aroundTheMiddle(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        double middle = (values.length - 1) / 2.0;
        double[] ranks = new double[values.length];
        for (int i = 0; i < sorted.length; ) {
            int to = i;
            while (to < sorted.length && sorted[to] == sorted[i]) {
                to++;
            }
            for (int j = 0; j < values.length; j++) {
                if (values[j] == sorted[i]) {
                    ranks[j] = (i + to - 1) / 2.0 - middle;
                }
            }
            i = to;
        }
        return ranks;
    }
}
