package dev.espalier.heap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class HeapSeriesTest {

    private static final HeapPattern PATTERN = HeapPattern.of(
            "heap (?<checkpoint>\\w+) free=(?<free>\\d+) max=(?<max>\\d+) frag=(?<frag>\\d+)");

    @Test
    void reads_the_profiles_pattern_and_counts_cycles_per_checkpoint() {
        var collector = new HeapSeries.Collector(PATTERN);
        collector.line(Duration.ofMillis(10), "heap boot free=40000 max=39000 frag=1");
        collector.line(Duration.ofMillis(20), "MQTT Rx Topic: espalier/rx");
        collector.line(Duration.ofMillis(30), "heap idle free=21000 max=18000 frag=9");
        collector.line(Duration.ofMillis(40), "[12.3] heap idle free=20936 max=17000 frag=10");

        HeapSeries series = collector.series();

        assertThat(series.samples()).containsExactly(
                HeapSample.of("boot", 0, Duration.ofMillis(10), 40_000, 39_000, 1),
                HeapSample.of("idle", 0, Duration.ofMillis(30), 21_000, 18_000, 9),
                HeapSample.of("idle", 1, Duration.ofMillis(40), 20_936, 17_000, 10));
        assertThat(series.checkpoints()).containsExactly("boot", "idle");
        assertThat(series.at("idle").fromCycle(1).size()).isEqualTo(1);
        assertThat(series.lowest()).map(HeapSample::freeBytes).contains(20_936);
    }

    @Test
    void a_firmware_may_print_free_heap_only() {
        HeapPattern pattern = HeapPattern.of("free heap: (?<free>\\d+)");

        assertThat(pattern.read(Duration.ZERO, "free heap: 1234", 5)).hasValueSatisfying(sample -> {
            assertThat(sample.checkpoint()).isEqualTo("heap");
            assertThat(sample.cycle()).isEqualTo(5);
            assertThat(sample.largestBytes()).isEmpty();
            assertThat(sample).hasToString("heap of cycle 5: free 1234");
        });
    }

    @Test
    void a_garbled_number_is_no_reading() {
        assertThat(PATTERN.read(Duration.ZERO, "heap idle free=99999999999 max=1 frag=1", 0)).isEmpty();
        assertThat(PATTERN.read(Duration.ZERO, "heap idle free=12x4 max=1 frag=1", 0)).isEmpty();
    }

    @Test
    void refuses_a_pattern_without_free_heap() {
        assertThatThrownBy(() -> HeapPattern.of("heap (\\d+)"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("must have the group free");
        assertThatThrownBy(() -> HeapPattern.of("(?<free>\\d+) (?<other>x)")).hasMessageContaining("other");
        assertThatThrownBy(() -> HeapPattern.of("(?<free>")).hasMessageContaining("is no pattern");
    }

    @Test
    void the_floor_counts_from_the_first_reading_on() {
        var collector = new HeapSeries.Collector(PATTERN);
        collector.line(Duration.ZERO, "heap tls free=7992 max=7000 frag=5");
        collector.line(Duration.ofSeconds(1), "heap tls free=9000 max=7000 frag=5");

        assertThat(FloorTest.of(collector.series(), 7_992).kept()).isTrue();
        assertThat(FloorTest.of(collector.series(), 8_000))
                .extracting(FloorTest::kept, FloorTest::evidence)
                .containsExactly(false, "lowest of 2 readings: tls of cycle 0: free 7992, largest 7000,"
                        + " fragmentation 5 %; floor 8000 bytes broken");
    }

    @Test
    void without_a_reading_no_floor_is_kept() {
        FloorTest floor = FloorTest.of(new HeapSeries.Collector(PATTERN).series(), 8_000);

        assertThat(floor.kept()).isFalse();
        assertThat(floor.evidence()).isEqualTo("no heap reading to hold against the floor of 8000 bytes");
    }
}
