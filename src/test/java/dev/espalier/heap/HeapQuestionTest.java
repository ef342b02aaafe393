package dev.espalier.heap;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Test;

class HeapQuestionTest {

    private static final int START = 21_000;
    private static final HeapQuestion QUESTION = new HeapQuestion(LeakTest.STANDARD, HeapQuestion.looks(20, 50), List.of("idle"),
        OptionalInt.of(8_000));

    @Test
    void looks_are_agreed_before_the_first_cycle() {
        assertThat(HeapQuestion.looks(20, 50)).containsExactly(20, 30, 40, 50);
        assertThat(HeapQuestion.looks(12, 40)).containsExactly(12, 20, 30, 40);
        assertThat(HeapQuestion.looks(20, 20)).containsExactly(20);
        assertThat(HeapQuestion.looks(25, 27)).containsExactly(25, 27);
    }

    @Test
    void a_heap_that_stays_as_it_is_is_sound() {
        assertThat(QUESTION.ask(series(20, cycle -> START, cycle -> 20_000)).kind()).isEqualTo(HeapAnswer.Kind.SOUND);
    }

    @Test
    void a_leak_is_told_with_the_cycles_until_the_floor() {
        HeapAnswer answer = QUESTION.ask(series(21, cycle -> START - 64 * cycle, cycle -> 20_000 - 64 * cycle));

        // 21,000 - 20 * 64 - 8,000 = 11,720 bytes are left, 183 times 64.
        assertThat(answer.kind()).isEqualTo(HeapAnswer.Kind.LEAK);
        assertThat(answer.evidence()).startsWith("leak at idle over 18 cycles: 64.0 bytes lost per cycle")
            .contains("; the floor of 8000 bytes is reached after about 183 more cycles (");
    }

    @Test
    void without_a_floor_the_end_is_an_empty_heap() {
        HeapQuestion noFloor = new HeapQuestion(LeakTest.STANDARD, List.of(20), List.of("idle"), OptionalInt.empty());

        assertThat(noFloor.ask(series(20, cycle -> START - 64 * cycle, cycle -> 20_000)).evidence())
            .contains("; nothing is left after about 309 more cycles (");
    }

    @Test
    void a_heap_that_breaks_into_pieces_without_a_leak_is_found_by_its_largest_block() {
        HeapAnswer answer = QUESTION.ask(series(21, cycle -> START, cycle -> 20_000 - 176 * cycle));

        assertThat(answer.kind()).isEqualTo(HeapAnswer.Kind.FRAGMENTATION);
        assertThat(answer.evidence()).startsWith("fragmentation, the heap breaks into pieces: at idle, largest free block, over 18 cycles: 176.0 bytes lost per cycle")
            .endsWith("; largest of free: 20000 of 21000 (95 %), then 16480 of 21000 (78 %)");
    }

    @Test
    void a_reading_below_the_floor_counts_most_wherever_it_was_taken() {
        List<HeapSample> samples = new ArrayList<>(series(20, cycle -> START - 64 * cycle, cycle -> 20_000).samples());
        samples.add(HeapSample.of("tls", 0, Duration.ZERO, 7_992, 7_000, 3));

        HeapAnswer answer = QUESTION.ask(new HeapSeries(samples));

        assertThat(answer.kind()).isEqualTo(HeapAnswer.Kind.BELOW_FLOOR);
        assertThat(answer.evidence()).endsWith("floor 8000 bytes broken");
    }

    @Test
    void too_few_readings_leave_it_open() {
        HeapAnswer answer = QUESTION.ask(series(12, cycle -> START, cycle -> 20_000));

        assertThat(answer.kind()).isEqualTo(HeapAnswer.Kind.OPEN);
        assertThat(answer.evidence()).isEqualTo("9 readings at idle after 3 cycles of warm-up; a verdict needs 10");
    }

    /** A firmware that does not tell its largest block is judged by free heap alone. */
    @Test
    void free_heap_alone_is_enough() {
        List<HeapSample> samples = new ArrayList<>();
        for (int cycle = 0; cycle < 20; cycle++) {
            samples.add(new HeapSample("idle", cycle, Duration.ofSeconds(cycle), START, OptionalInt.empty(), OptionalInt.empty()));
        }

        assertThat(QUESTION.ask(new HeapSeries(samples)).kind()).isEqualTo(HeapAnswer.Kind.SOUND);
    }

    private static HeapSeries series(int cycles, IntUnaryOperator free, IntUnaryOperator largest) {
        List<HeapSample> samples = new ArrayList<>();
        for (int cycle = 0; cycle < cycles; cycle++) {
            samples.add(HeapSample.of("idle", cycle, Duration.ofSeconds(cycle), free.applyAsInt(cycle), largest.applyAsInt(cycle), 0));
        }
        return new HeapSeries(samples);
    }
}
