package dev.espalier.heap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class KendallScoreTest {

    private static final int[] WHOLE = {0};

    @Test
    void only_one_of_all_orders_falls_all_the_way() {
        KendallScore score = new KendallScore(new double[] {5, 4, 3, 2, 1}, WHOLE);

        assertThat(score.score()).isEqualTo(-10);
        assertThat(score.lowerTail()).isCloseTo(1 / 120.0, within(1e-12));
    }

    @Test
    void equal_readings_leave_fewer_orders() {
        KendallScore score = new KendallScore(new double[] {8, 8, 8, 0, 0, 0}, WHOLE);

        // One of 6! / (3! 3!) = 20 orders; variance (6*5*17 - 2 * 3*2*11) / 18.
        assertThat(score.score()).isEqualTo(-9);
        assertThat(score.deviation()).isCloseTo(Math.sqrt(21), within(1e-12));
        assertThat(score.lowerTail()).isCloseTo(1 / 20.0, within(1e-12));
    }

    @Test
    void segments_count_each_by_itself() {
        KendallScore score = new KendallScore(new double[] {9, 8, 100, 99, 98}, new int[] {0, 2});

        // 2! times 3! orders.
        assertThat(score.score()).isEqualTo(-4);
        assertThat(score.lowerTail()).isCloseTo(1 / 12.0, within(1e-12));
    }

    @Test
    void many_readings_are_judged_by_the_normal_distribution_and_it_agrees_with_the_counted_one() {
        double[] y = falling(60);
        double counted = new KendallScore(y, WHOLE).lowerTail();

        KendallScore score = new KendallScore(y, WHOLE);
        double normal = Normal.below((score.score() + 1) / score.deviation());

        assertThat(counted).isBetween(0.001, 0.2).isCloseTo(normal, within(0.002));
        assertThat(new KendallScore(falling(400), WHOLE).lowerTail()).isLessThan(1e-6);
    }

    @Test
    void readings_that_are_all_equal_say_nothing() {
        assertThat(new KendallScore(new double[] {7, 7, 7, 7}, WHOLE).lowerTail()).isEqualTo(1);
    }

    private static double[] falling(int readings) {
        Random random = new Random(4);
        double[] y = new double[readings];
        for (int i = 0; i < readings; i++) {
            y[i] = Math.round(2 * random.nextGaussian() - i * 0.02);
        }
        return y;
    }
}
