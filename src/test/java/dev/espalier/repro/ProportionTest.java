package dev.espalier.repro;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProportionTest {

    /** Closed forms where there are some: 0 and all of n; the others from tables of the interval. */
    @ParameterizedTest
    @CsvSource({
        "7, 20, 0.153909, 0.592189",
        "0, 20, 0, 0.168433",
        "20, 20, 0.831567, 1",
        "0, 1000, 0, 0.003682084",
        "1000, 1000, 0.996317916, 1",
        "5, 5, 0.478176, 1",
        "1, 1, 0.025, 1",
        "500, 1000, 0.468551, 0.531449"})
    void the_interval_is_the_exact_one(int count, int of, double low, double high) {
        Proportion seen = Proportion.of(count, of);

        assertThat(seen.low()).isCloseTo(low, within(5e-6));
        assertThat(seen.high()).isCloseTo(high, within(5e-6));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.001, 0.02, 0.1, 0.35, 0.5, 0.77, 0.99})
    void whatever_the_probability_the_interval_holds_it_in_95_of_100_series(double p) {
        int of = 30;
        double held = 0;
        double term = Math.pow(1 - p, of);
        for (int count = 0; count <= of; count++) {
            Proportion seen = Proportion.of(count, of);
            held += seen.low() <= p && p <= seen.high() ? term : 0;
            term *= (of - count) / (count + 1.0) * p / (1 - p);
        }

        assertThat(held).isGreaterThanOrEqualTo(0.95);
    }

    @Test
    void more_runs_make_the_interval_narrower() {
        Proportion few = Proportion.of(7, 20);
        Proportion many = Proportion.of(700, 2000);

        assertThat(many.low()).isGreaterThan(few.low());
        assertThat(many.high()).isLessThan(few.high());
    }

    @Test
    void it_is_told_in_one_line() {
        assertThat(Proportion.of(7, 20)).hasToString("7 of 20 times (35.0 %; 95 % interval 15.4 to 59.2 %)");
        assertThat(Proportion.of(0, 1000)).hasToString("0 of 1000 times (0.00 %; 95 % interval 0.00 to 0.368 %)");
    }

    @Test
    void a_count_that_cannot_be_is_refused() {
        assertThatThrownBy(() -> Proportion.of(3, 2)).hasMessage("wanted a count of 0 to 2 runs, at least one run; seen 3");
        assertThatThrownBy(() -> Proportion.of(0, 0)).isInstanceOf(IllegalArgumentException.class);
    }
}
