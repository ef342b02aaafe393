package dev.espalier.heap;

/** The standard normal distribution. */
final class Normal {

    private static final int TERMS = 200;

    private Normal() {}

    /** Probability of a value at or below {@code z}; error below 1e-12 up to 8 deviations. */
    static double below(double z) {
        if (z < -8) {
            return 0;
        }
        if (z > 8) {
            return 1;
        }
        double term = z;
        double sum = z;
        for (int i = 1; i < TERMS; i++) {
            term *= z * z / (2 * i + 1);
            sum += term;
        }
        return 0.5 + sum * Math.exp(-z * z / 2) / Math.sqrt(2 * Math.PI);
    }

    /** The value that a share of {@code probability} lies below; 0 &lt; probability &lt; 1. */
    static double quantile(double probability) {
        double low = -8;
        double high = 8;
        for (int i = 0; i < 80; i++) {
            double middle = (low + high) / 2;
            if (below(middle) < probability) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return (low + high) / 2;
    }
}
