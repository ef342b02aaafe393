package dev.espalier.repro;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The search against firmware whose thresholds are known. */
class SearchTest {

    private static final int FREE_HEAP = 51_000;
    private static final Scenario PAGE = Scenario.parse("config-page");

    private final List<Scenario> asked = new ArrayList<>();

    @ParameterizedTest
    @ValueSource(ints = {2_000, 6_000, 25_496, 32_624, 50_990})
    void the_heap_under_which_it_breaks_is_found_to_the_block(int threshold) {
        Search.Found found = search(FREE_HEAP, Set.of(), s -> s.value(Parameter.HEAP) <= threshold).from(PAGE).orElseThrow();

        int heap = found.smallest().value(Parameter.HEAP);
        assertThat(heap).isBetween(threshold - Parameter.HEAP.step(), threshold);
        assertThat(found.smallest()).hasToString("config-page heap=" + heap);
        assertThat(found.gentler()).singleElement()
            .satisfies(gentler -> assertThat(gentler.value(Parameter.HEAP)).isBetween(threshold + 1, heap + Parameter.HEAP.step()));
        assertThat(asked).doesNotHaveDuplicates().hasSizeLessThan(30);
    }

    @Test
    void what_is_not_needed_is_left_out_and_what_is_needed_is_as_gentle_as_can_be() {
        Predicate<Scenario> breaks = s -> s.value(Parameter.CLIENTS) >= 3 && s.value(Parameter.BYTES) >= 500
            && s.value(Parameter.DELAY) < 300 && s.value(Parameter.CYCLES) >= 2;

        Search.Found found = search(FREE_HEAP, Set.of(), breaks).from(PAGE).orElseThrow();

        Scenario smallest = found.smallest();
        assertThat(breaks).accepts(smallest);
        assertThat(smallest.value(Parameter.CLIENTS)).isEqualTo(3);
        assertThat(smallest.value(Parameter.CYCLES)).isEqualTo(2);
        assertThat(smallest.value(Parameter.BYTES)).isBetween(500, 500 + Parameter.BYTES.step());
        assertThat(smallest.value(Parameter.DELAY)).isBetween(300 - Parameter.DELAY.step(), 299);
        assertThat(smallest.limits(Parameter.HEAP)).isFalse();
        assertThat(smallest.limits(Parameter.HELD)).isFalse();
        assertThat(found.gentler()).hasSize(4).noneMatch(breaks);
    }

    @Test
    void two_numbers_that_stand_in_for_each_other_end_where_neither_can_give_more() {
        Predicate<Scenario> breaks = s -> heap(s) <= 9_000 * s.value(Parameter.CLIENTS);

        Search.Found found = search(FREE_HEAP, Set.of(), breaks).from(PAGE).orElseThrow();

        assertThat(found.smallest().value(Parameter.CLIENTS)).isEqualTo(1);
        assertThat(found.smallest().value(Parameter.HEAP)).isBetween(8_992, 9_000);
    }

    @Test
    void a_scenario_that_breaks_it_as_given_is_the_smallest() {
        Search.Found found = search(FREE_HEAP, Set.of(), s -> true).from(PAGE).orElseThrow();

        assertThat(found.smallest()).isEqualTo(PAGE);
        assertThat(asked).containsExactly(PAGE);
    }

    @Test
    void numbers_that_were_fixed_stay_as_they_are() {
        Scenario given = Scenario.parse("config-page clients=4");

        Search.Found found = search(FREE_HEAP, Set.of(Parameter.CLIENTS, Parameter.HELD), s -> heap(s) <= 20_000).from(given).orElseThrow();

        assertThat(asked).allMatch(s -> s.value(Parameter.CLIENTS) == 4 && !s.limits(Parameter.HELD));
        assertThat(found.smallest().value(Parameter.HEAP)).isBetween(19_992, 20_000);
    }

    @Test
    void a_heap_that_cannot_be_made_short_is_never_asked_for() {
        Optional<Search.Found> found = search(0, Set.of(), s -> s.value(Parameter.CLIENTS) >= 5).from(PAGE);

        assertThat(found.orElseThrow().smallest()).hasToString("config-page clients=5");
        assertThat(asked).noneMatch(s -> s.limits(Parameter.HEAP));
    }

    @Test
    void a_story_without_a_number_is_not_asked_with_it() {
        search(FREE_HEAP, Set.of(), s -> false).from(Scenario.parse("reader"));

        assertThat(asked).isNotEmpty().noneMatch(s -> s.limits(Parameter.HEAP) || s.limits(Parameter.HELD));
    }

    @Test
    void a_firmware_that_breaks_only_between_too_gentle_and_too_hard_is_found_out_too() {
        Predicate<Scenario> breaks = s -> heap(s) <= 9_000 && heap(s) > 5_000;

        Search.Found found = search(FREE_HEAP, Set.of(), breaks).from(PAGE).orElseThrow();

        assertThat(found.smallest().value(Parameter.HEAP)).isBetween(8_992, 9_000);
    }

    @Test
    void a_firmware_that_never_breaks_is_tried_with_every_upper_end_once() {
        Optional<Search.Found> found = search(FREE_HEAP, Set.of(), s -> false).from(PAGE);

        assertThat(found).isEmpty();
        assertThat(asked).doesNotHaveDuplicates().hasSizeGreaterThan(5);
    }

    private static int heap(Scenario scenario) {
        return scenario.limits(Parameter.HEAP) ? scenario.value(Parameter.HEAP) : FREE_HEAP;
    }

    private Search search(int freeHeap, Set<Parameter> fixed, Predicate<Scenario> breaks) {
        return new Search(scenario -> {
            asked.add(scenario);
            return breaks.test(scenario);
        }, fixed, freeHeap);
    }
}
