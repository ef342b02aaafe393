package dev.espalier.heap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LeakTestTest {

    private static final int CYCLES = 20;
    private static final int SEEDS = 200;
    private static final int START = 21_000;

    @Test
    void finds_64_bytes_lost_per_cycle_in_20_quiet_cycles_exactly() {
        LeakResult result = LeakTest.STANDARD.of(series(CYCLES, cycle -> START - 64 * cycle), "idle");

        assertThat(result.verdict()).isEqualTo(LeakVerdict.LEAK);
        assertThat(result.lostPerCycle()).isEqualTo(64);
        assertThat(result.low()).isEqualTo(64);
        assertThat(result.high()).isEqualTo(64);
        assertThat(result.p()).isLessThan(1e-6);
        assertThat(result.evidence()).startsWith("leak at idle over 17 cycles: 64.0 bytes lost per cycle"
                + " (99.0 % confidence: 64.0 to 64.0), p = ");
    }

    @ParameterizedTest
    @ValueSource(ints = {8, 40, 100})
    void finds_64_bytes_lost_per_cycle_under_noise(int deviation) {
        List<LeakResult> results = overSeeds(random ->
                series(CYCLES, cycle -> START - 64 * cycle + deviation * random.nextGaussian()));

        assertThat(share(results, LeakVerdict.LEAK)).isGreaterThanOrEqualTo(99);
        long holdsTheTruth = results.stream()
                .filter(result -> result.low() <= 64 && 64 <= result.high())
                .count();
        assertThat(holdsTheTruth).isGreaterThanOrEqualTo(SEEDS * 97 / 100);
    }

    @ParameterizedTest
    @CsvSource({"0, 100", "8, 99", "40, 97", "100, 80"})
    void does_not_take_noise_for_a_leak(int deviation, int leastShareCertain) {
        List<LeakResult> results = overSeeds(random ->
                series(CYCLES, cycle -> START + deviation * random.nextGaussian()));

        assertThat(share(results, LeakVerdict.LEAK)).isLessThanOrEqualTo(2);
        assertThat(share(results, LeakVerdict.NO_LEAK)).isGreaterThanOrEqualTo(leastShareCertain);
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 7, 10, 13, 16, 19})
    void does_not_take_a_single_step_for_a_leak(int where) {
        List<LeakResult> results = overSeeds(random -> series(
                CYCLES, cycle -> START - (cycle >= where ? 640 : 0) + 16 * random.nextGaussian()));

        assertThat(share(results, LeakVerdict.LEAK)).isLessThanOrEqualTo(2);
    }

    @Test
    void names_the_step_that_it_set_aside() {
        LeakResult result = LeakTest.STANDARD.of(
                series(CYCLES, cycle -> START - (cycle >= 11 ? 640 : 0) + cycle % 2 * 8), "idle");

        assertThat(result.verdict()).isEqualTo(LeakVerdict.NO_LEAK);
        assertThat(result.evidence()).endsWith("; one step of -638 bytes at cycle 11 set aside");
    }

    @Test
    void finds_a_leak_behind_a_step() {
        LeakResult result = LeakTest.STANDARD.of(
                series(CYCLES, cycle -> START - (cycle >= 11 ? 4_000 : 0) - 64 * cycle), "idle");

        assertThat(result.verdict()).isEqualTo(LeakVerdict.LEAK);
    }

    @Test
    void does_not_take_warm_up_for_a_leak() {
        List<LeakResult> results = overSeeds(random -> series(
                CYCLES, cycle -> START + 3_000 * Math.exp(-1.2 * cycle) + 8 * random.nextGaussian()));

        assertThat(share(results, LeakVerdict.LEAK)).isLessThanOrEqualTo(2);
    }

    @Test
    void does_not_take_one_outlier_for_a_leak() {
        List<LeakResult> results = overSeeds(random -> series(
                CYCLES, cycle -> START - (cycle == 15 ? 5_000 : 0) + 8 * random.nextGaussian()));

        assertThat(results).noneMatch(result -> result.verdict() == LeakVerdict.LEAK
                && result.lostPerCycle() > 8);
        assertThat(share(results, LeakVerdict.LEAK)).isLessThanOrEqualTo(2);
    }

    @Test
    void finds_a_leak_that_shows_in_every_fourth_cycle_only() {
        LeakResult result = LeakTest.STANDARD.of(series(40, cycle -> START - 256 * (cycle / 4)), "idle");

        assertThat(result.verdict()).isEqualTo(LeakVerdict.LEAK);
        assertThat(result.lostPerCycle()).isCloseTo(64, within(8.0));
    }

    @Test
    void growing_free_heap_is_no_leak() {
        LeakResult result = LeakTest.STANDARD.of(series(CYCLES, cycle -> START + 64 * cycle), "idle");

        assertThat(result.verdict()).isEqualTo(LeakVerdict.NO_LEAK);
        assertThat(result.lostPerCycle()).isEqualTo(-64);
    }

    @Test
    void scatter_that_could_hide_a_leak_is_inconclusive() {
        Random random = new Random(7);

        LeakResult result = LeakTest.STANDARD.of(
                series(CYCLES, cycle -> START + 2_000 * random.nextGaussian()), "idle");

        assertThat(result.verdict()).isEqualTo(LeakVerdict.INCONCLUSIVE);
        assertThat(result.high()).isGreaterThan(32);
        assertThat(result.evidence()).startsWith("cannot tell a leak from scatter at idle");
    }

    @Test
    void few_readings_are_inconclusive() {
        LeakResult result = LeakTest.STANDARD.of(series(12, cycle -> START - 640 * cycle), "idle");

        assertThat(result.verdict()).isEqualTo(LeakVerdict.INCONCLUSIVE);
        assertThat(result.evidence()).isEqualTo("9 readings at idle after 3 cycles of warm-up; a verdict needs 10");
    }

    @Test
    void judges_each_checkpoint_and_puts_the_worst_first() {
        List<HeapSample> both = new ArrayList<>(series(CYCLES, cycle -> START).samples());
        series(CYCLES, cycle -> START - 8 * cycle).samples().forEach(sample -> both.add(HeapSample.of(
                "tls", sample.cycle(), sample.at(), sample.freeBytes(), 0, 0)));

        List<LeakResult> results = LeakTest.STANDARD.ofEach(new HeapSeries(both));

        assertThat(results).extracting(LeakResult::checkpoint).containsExactly("tls", "idle");
        assertThat(results).extracting(LeakResult::verdict)
                .containsExactly(LeakVerdict.LEAK, LeakVerdict.NO_LEAK);
    }

    @Test
    void refuses_parameters_that_make_no_sense() {
        assertThatThrownBy(() -> new LeakTest(3, 10, 1, 0, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("confidence (1.0) must be between 0.5 and 1");
        assertThatThrownBy(() -> new LeakTest(3, 4, 0.9, 0, 1)).hasMessage("leastCycles (4) must be at least 5");
    }

    /** Percent of the results with this verdict. */
    private static double share(List<LeakResult> results, LeakVerdict verdict) {
        long count = results.stream().filter(result -> result.verdict() == verdict).count();
        return 100.0 * count / results.size();
    }

    private interface Draw {
        HeapSeries with(Random random);
    }

    private static List<LeakResult> overSeeds(Draw draw) {
        List<LeakResult> results = new ArrayList<>();
        for (int seed = 0; seed < SEEDS; seed++) {
            results.add(LeakTest.STANDARD.of(draw.with(new Random(seed)), "idle"));
        }
        return results;
    }

    /** Readings in steps of 8 bytes, as the allocator gives them. */
    private static HeapSeries series(int cycles, IntToDoubleFunction free) {
        List<HeapSample> samples = new ArrayList<>();
        for (int cycle = 0; cycle < cycles; cycle++) {
            int rounded = (int) Math.round(free.applyAsDouble(cycle) / 8) * 8;
            samples.add(HeapSample.of("idle", cycle, Duration.ofSeconds(cycle), rounded, rounded, 0));
        }
        return new HeapSeries(samples);
    }
}
