package dev.espalier.heap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Single courses of a heap, each by itself; how often the test errs over many is in {@link LeakCharacteristicTest}. */
class LeakTestTest {

    private static final int CYCLES = 20;
    private static final int SEEDS = 40;
    private static final int START = 21_000;

    @Test
    void finds_64_bytes_lost_per_cycle_in_20_quiet_cycles() {
        LeakResult result = judge(CYCLES, cycle -> START - 64 * cycle);

        assertThat(result.verdict()).as(result.evidence()).isEqualTo(LeakVerdict.LEAK);
        assertThat(result.lostPerCycle()).isCloseTo(64, within(0.6));
        assertThat(result.low()).isBetween(61.0, 64.0);
        assertThat(result.high()).isBetween(64.0, 67.0);
        assertThat(result.odds()).isLessThan(1e-6);
        assertThat(result.evidence()).startsWith("leak at idle over 17 cycles: 6").contains(" bytes lost per cycle (99.0 % confidence: ")
            .endsWith(" times likelier than without a loss");
    }

    @Test
    void a_flat_heap_has_no_leak_and_the_interval_says_so() {
        LeakResult result = judge(CYCLES, cycle -> START);

        assertThat(result.verdict()).isEqualTo(LeakVerdict.NO_LEAK);
        assertThat(result.lostPerCycle()).isZero();
        assertThat(result.high()).isBetween(0.0, 2.0);
        assertThat(result.steps()).isEmpty();
        assertThat(result.evidence()).endsWith("as likely without a loss");
    }

    @ParameterizedTest(name = "deviation {0}")
    @CsvSource({"8, 100", "40, 95"})
    void finds_64_bytes_lost_per_cycle_under_noise(int deviation, int leastShareFound) {
        Map<LeakVerdict, Integer> share = overSeeds(CYCLES, random -> cycle -> START - 64 * cycle + deviation * random.nextGaussian());

        assertThat(share.get(LeakVerdict.LEAK)).isGreaterThanOrEqualTo(leastShareFound);
    }

    @Test
    void the_interval_holds_the_loss_in_99_of_100_series_of_which_it_says_so() {
        int held = 0;
        for (int seed = 0; seed < SEEDS; seed++) {
            Random random = new Random(seed);
            LeakResult result = judge(CYCLES, cycle -> START - 64 * cycle + 40 * random.nextGaussian());
            held += result.low() <= 64 && 64 <= result.high() ? 1 : 0;
        }

        assertThat(held).isGreaterThanOrEqualTo(SEEDS - 2);
    }

    /** Much scatter leaves a question open: more cycles, no verdict. */
    @ParameterizedTest(name = "deviation {0}")
    @CsvSource({"0, 100", "8, 90", "40, 30", "100, 5"})
    void does_not_take_noise_for_a_leak(int deviation, int leastShareCertain) {
        Map<LeakVerdict, Integer> share = overSeeds(CYCLES, random -> cycle -> START + deviation * random.nextGaussian());

        assertThat(share.get(LeakVerdict.LEAK)).isZero();
        assertThat(share.get(LeakVerdict.NO_LEAK)).isGreaterThanOrEqualTo(leastShareCertain);
    }

    @ParameterizedTest(name = "at cycle {0}")
    @ValueSource(ints = {4, 7, 10, 13, 16, 19})
    void does_not_take_a_single_step_for_a_leak(int where) {
        Map<LeakVerdict, Integer> share = overSeeds(CYCLES,
            random -> cycle -> START - (cycle >= where ? 640 : 0) + 16 * random.nextGaussian());

        assertThat(share.get(LeakVerdict.LEAK)).isZero();
    }

    @Test
    void names_the_steps_that_it_set_aside() {
        LeakResult result = judge(40, cycle -> START - (cycle >= 11 ? 640 : 0) + (cycle >= 25 ? 320 : 0));

        assertThat(result.verdict()).isEqualTo(LeakVerdict.NO_LEAK);
        assertThat(result.steps()).containsExactly(new Step(11, -640), new Step(25, 320));
        assertThat(result.evidence()).endsWith("; 2 steps set aside: -640 bytes at cycle 11, +320 bytes at cycle 25");
    }

    @Test
    void finds_a_leak_behind_a_step() {
        LeakResult result = judge(CYCLES, cycle -> START - (cycle >= 11 ? 4_000 : 0) - 64 * cycle);

        assertThat(result.verdict()).as(result.evidence()).isEqualTo(LeakVerdict.LEAK);
    }

    @Test
    void leaves_out_a_warm_up_of_ten_cycles_and_finds_16_bytes_behind_it() {
        LeakResult result = judge(50, cycle -> START + 3_000 * Math.max(0, 10 - cycle) / 10.0 - 16 * cycle);

        assertThat(result.verdict()).as(result.evidence()).isEqualTo(LeakVerdict.LEAK);
        assertThat(result.lostPerCycle()).isCloseTo(16, within(0.5));
        assertThat(result.warmUp()).isBetween(8, 11);
        assertThat(result.evidence()).contains("; warm-up of " + result.warmUp() + " cycles left out");
    }

    @Test
    void does_not_take_warm_up_for_a_leak() {
        Map<LeakVerdict, Integer> share = overSeeds(CYCLES,
            random -> cycle -> START + 3_000 * Math.exp(-cycle) + 8 * random.nextGaussian());

        assertThat(share.get(LeakVerdict.LEAK)).isZero();
    }

    @Test
    void a_fall_that_levels_off_is_no_leak_yet() {
        LeakResult result = judge(40, cycle -> START + 40 * Math.max(0, 26 - cycle));

        assertThat(result.verdict()).as(result.evidence()).isNotEqualTo(LeakVerdict.LEAK);
    }

    @Test
    void does_not_take_one_outlier_for_a_leak() {
        Map<LeakVerdict, Integer> share = overSeeds(CYCLES,
            random -> cycle -> START - (cycle == 15 ? 5_000 : 0) + 8 * random.nextGaussian());

        assertThat(share.get(LeakVerdict.LEAK)).isZero();
    }

    @Test
    void a_leak_that_shows_in_every_fourth_cycle_only_is_open_at_first_and_found_with_more_cycles() {
        LeakResult few = judge(30, cycle -> START - 256 * (cycle / 4));
        LeakResult many = judge(60, cycle -> START - 256 * (cycle / 4));

        assertThat(few.verdict()).isEqualTo(LeakVerdict.INCONCLUSIVE);
        assertThat(few.evidence()).startsWith("steps down only, perhaps a leak in some cycles, at idle over ");
        assertThat(many.verdict()).isEqualTo(LeakVerdict.LEAK);
        assertThat(many.lostPerCycle()).isCloseTo(64, within(6.0));
    }

    @Test
    void growing_free_heap_is_no_leak() {
        LeakResult result = judge(CYCLES, cycle -> START + 64 * cycle);

        assertThat(result.verdict()).isEqualTo(LeakVerdict.NO_LEAK);
        assertThat(result.lostPerCycle()).isCloseTo(-64, within(0.6));
    }

    @Test
    void scatter_that_could_hide_a_leak_is_inconclusive() {
        Random random = new Random(7);

        LeakResult result = judge(CYCLES, cycle -> START + 2_000 * random.nextGaussian());

        assertThat(result.verdict()).isEqualTo(LeakVerdict.INCONCLUSIVE);
        assertThat(result.high()).isGreaterThan(16);
        assertThat(result.evidence()).startsWith("cannot tell a leak from scatter at idle");
    }

    @Test
    void few_readings_are_inconclusive() {
        LeakResult result = judge(12, cycle -> START - 640 * cycle);

        assertThat(result.verdict()).isEqualTo(LeakVerdict.INCONCLUSIVE);
        assertThat(result.evidence()).isEqualTo("9 readings at idle after 3 cycles of warm-up; a verdict needs 10");
    }

    @Test
    void a_thousand_cycles_are_judged_too() {
        Random random = new Random(3);

        LeakResult result = judge(1000, cycle -> START - cycle * 8 / 5.0 + 40 * random.nextGaussian());

        assertThat(result.verdict()).as(result.evidence()).isEqualTo(LeakVerdict.LEAK);
        assertThat(result.lostPerCycle()).isCloseTo(1.6, within(0.1));
    }

    @Test
    void judges_each_checkpoint_and_puts_the_worst_first() {
        List<HeapSample> both = new ArrayList<>(series(CYCLES, cycle -> START).samples());
        series(CYCLES, cycle -> START - 16 * cycle).samples().forEach(sample -> both.add(HeapSample.of(
                "tls", sample.cycle(), sample.at(), sample.freeBytes(), 0, 0)));

        List<LeakResult> results = LeakTest.STANDARD.ofEach(new HeapSeries(both));

        assertThat(results).extracting(LeakResult::checkpoint).containsExactly("tls", "idle");
        assertThat(results).extracting(LeakResult::verdict)
                .containsExactly(LeakVerdict.LEAK, LeakVerdict.NO_LEAK);
    }

    @Test
    void refuses_parameters_that_make_no_sense() {
        assertThatThrownBy(() -> new LeakTest(3, 10, 0.001, 1, 0, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("confidence (1.0) must be between 0.5 and 1");
        assertThatThrownBy(() -> new LeakTest(3, 4, 0.001, 0.9, 0, 1)).hasMessage("leastCycles (4) must be at least 5");
        assertThatThrownBy(() -> LeakTest.STANDARD.sharedBy(0)).hasMessageStartingWith("falseAlarms (");
    }

    private interface Draw {
        IntToDoubleFunction with(Random random);
    }

    /** Percent of the seeds with each verdict. */
    private static Map<LeakVerdict, Integer> overSeeds(int cycles, Draw draw) {
        Map<LeakVerdict, Integer> count = new EnumMap<>(LeakVerdict.class);
        for (LeakVerdict verdict : LeakVerdict.values()) {
            count.put(verdict, 0);
        }
        for (int seed = 0; seed < SEEDS; seed++) {
            List<HeapSample> samples = series(cycles, draw.with(new Random(seed))).samples();
            count.merge(LeakTest.STANDARD.verdict(samples.stream().mapToDouble(HeapSample::cycle).toArray(),
                samples.stream().mapToDouble(HeapSample::freeBytes).toArray()), 1, Integer::sum);
        }
        count.replaceAll((verdict, seen) -> 100 * seen / SEEDS);
        return count;
    }

    private static LeakResult judge(int cycles, IntToDoubleFunction free) {
        return LeakTest.STANDARD.of(series(cycles, free), "idle");
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
