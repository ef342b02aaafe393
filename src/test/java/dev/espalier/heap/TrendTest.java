package dev.espalier.heap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class TrendTest {

    @Test
    void slope_is_the_median_over_all_pairs_so_that_an_outlier_has_little_say() {
        double slope = Trend.slope(new double[] {0, 1, 2, 4}, new double[] {10, 8, 6, 500}, 0);

        // Slopes of the six pairs: -2, -2, 122.5, -2, 164, 247.
        assertThat(slope).isEqualTo((-2 + 122.5) / 2);
    }

    @Test
    void points_on_two_sides_of_a_step_are_not_compared() {
        double[] x = {1, 2, 3, 4, 5, 6, 7, 8};
        double[] y = {108, 107, 106, 105, 4, 3, 2, 1};

        Trend trend = Trend.of(x, y, 0, 4);

        // All of six and six pairs fall: one order in 24 times 24.
        assertThat(trend.slope()).isEqualTo(-1);
        assertThat(trend.pDown()).isCloseTo(1 / 576.0, within(1e-12));
    }

    @Test
    void a_constant_series_has_no_trend_for_certain() {
        Trend trend = Trend.of(new double[] {1, 2, 3, 4, 5}, new double[] {7, 7, 7, 7, 7}, 0);

        assertThat(trend).isEqualTo(new Trend(0, 1));
    }

    @Test
    void a_thousand_points_give_the_same_slope_though_not_every_pair_is_looked_at() {
        double[] x = new double[1000];
        double[] y = new double[1000];
        Random random = new Random(1);
        for (int i = 0; i < x.length; i++) {
            x[i] = i;
            y[i] = -16 * i + 40 * random.nextGaussian();
        }

        assertThat(Trend.slope(x, y, 0)).isCloseTo(-16, within(0.05));
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
