package dev.espalier.heap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class TrendTest {

    @Test
    void slope_is_the_median_over_all_pairs_so_that_an_outlier_has_little_say() {
        Trend trend = Trend.of(new double[] {0, 1, 2, 4}, new double[] {10, 8, 6, 500}, 0.95);

        // Slopes of the six pairs: -2, -2, 122.5, -2, 164, 247.
        assertThat(trend.slope()).isEqualTo((-2 + 122.5) / 2);
    }

    @Test
    void probability_of_downward_order_follows_the_normal_approximation() {
        double[] x = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
        double[] falling = {20, 19, 18, 17, 16, 15, 14, 13, 12, 11};

        Trend trend = Trend.of(x, falling, 0.95);

        // S = -45, variance 10 * 9 * 25 / 18 = 125, z = -44 / sqrt(125) = -3.9354.
        assertThat(trend.pDown()).isCloseTo(4.153e-5, within(1e-7));
        assertThat(trend.slope()).isEqualTo(-1);
    }

    @Test
    void ties_make_the_variance_smaller() {
        double[] x = {1, 2, 3, 4, 5, 6};
        double[] y = {8, 8, 8, 0, 0, 0};

        Trend trend = Trend.of(x, y, 0.95);

        // S = -9; variance (6*5*17 - 2 * 3*2*11) / 18 = 21; z = -8 / sqrt(21) = -1.7457.
        assertThat(trend.pDown()).isCloseTo(0.04043, within(1e-4));
    }

    @Test
    void points_on_two_sides_of_a_step_are_not_compared() {
        double[] x = {1, 2, 3, 4, 5, 6, 7, 8};
        double[] y = {108, 107, 106, 105, 4, 3, 2, 1};

        Trend trend = Trend.of(x, y, 4, 0.8);

        // S = -6 - 6; variance twice 4 * 3 * 13 / 18; z = -11 / sqrt(17.33) = -2.6420.
        assertThat(trend.slope()).isEqualTo(-1);
        assertThat(trend.low()).isEqualTo(-1);
        assertThat(trend.pDown()).isCloseTo(0.00412, within(1e-4));
    }

    @Test
    void a_constant_series_has_no_trend_for_certain() {
        Trend trend = Trend.of(new double[] {1, 2, 3, 4, 5}, new double[] {7, 7, 7, 7, 7}, 0.95);

        assertThat(trend).isEqualTo(new Trend(0, 0, 0, 1));
    }

    @Test
    void the_normal_distribution_is_the_tabulated_one() {
        assertThat(Normal.below(0)).isEqualTo(0.5);
        assertThat(Normal.below(1.959963985)).isCloseTo(0.975, within(1e-9));
        assertThat(Normal.below(-3)).isCloseTo(0.0013498980, within(1e-9));
        assertThat(Normal.below(-9)).isZero();
        assertThat(Normal.quantile(0.995)).isCloseTo(2.575829304, within(1e-8));
    }
}
