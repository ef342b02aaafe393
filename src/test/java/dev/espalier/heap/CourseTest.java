package dev.espalier.heap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class CourseTest {

    private static final int READINGS = 40;

    @Test
    void a_warm_up_two_steps_and_a_slope_are_told_apart() {
        double[] y = new double[READINGS];
        for (int i = 0; i < READINGS; i++) {
            y[i] = 20_000 - 16 * i + (i < 8 ? 3000 - 350 * i : 0) + (i >= 20 ? 512 : 0) - (i >= 30 ? 512 : 0);
        }
        CourseSearch search = new CourseSearch(cycles(), y, 3, 20, Course.MOST_STEPS);

        Course course = Course.best(search);

        assertThat(course.slope()).isEqualTo(-16);
        assertThat(course.warmUp()).isEqualTo(8);
        assertThat(course.starts()).containsExactly(8, 20, 30);
        assertThat(course.steps(cycles())).extracting(Step::cycle).containsExactly(20, 30);
        assertThat(course.steps(cycles())).extracting(Step::bytes).satisfiesExactly(
            up -> assertThat(up).isCloseTo(512, within(4.0)), down -> assertThat(down).isCloseTo(-512, within(4.0)));
    }

    @Test
    void a_line_describes_a_leak_better_than_any_stair() {
        double[] y = new double[READINGS];
        for (int i = 0; i < READINGS; i++) {
            y[i] = 20_000 - 16 * i;
        }
        CourseSearch search = new CourseSearch(cycles(), y, 3, 20, Course.MOST_STEPS);

        assertThat(Course.best(search).badness()).isLessThan(Course.withSlope(0, search).badness() - 100);
    }

    @Test
    void a_single_reading_far_off_is_no_step() {
        double[] y = new double[READINGS];
        java.util.Arrays.fill(y, 20_000);
        y[25] = 12_000;

        assertThat(Course.best(new CourseSearch(cycles(), y, 3, 20, Course.MOST_STEPS)).starts()).containsExactly(3);
    }

    @Test
    void neighbours_that_resemble_one_another_are_noticed_and_independent_ones_are_not_on_average() {
        assertThat(correlation(0)).isLessThan(0.15);
        assertThat(correlation(0.7)).isBetween(0.4, 0.8);
    }

    /** Mean over series of which each reading is the given share of the one before it and the rest new. */
    private static double correlation(double share) {
        double sum = 0;
        int series = 100;
        for (int seed = 0; seed < series; seed++) {
            Random random = new Random(seed);
            double[] y = new double[READINGS];
            double last = random.nextGaussian();
            for (int i = 0; i < y.length; i++) {
                last = share * last + Math.sqrt(1 - share * share) * random.nextGaussian();
                y[i] = Math.rint(5 * last) * 8;
            }
            Course level = new CourseSearch(cycles(), y, 0, 0, Course.MOST_STEPS).course(0, 27);
            sum += level.correlation(cycles(), y);
        }
        return sum / series;
    }

    private static double[] cycles() {
        double[] x = new double[READINGS];
        for (int i = 0; i < x.length; i++) {
            x[i] = i;
        }
        return x;
    }
}
