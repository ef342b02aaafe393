package dev.espalier.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.espalier.bench.Bench;
import dev.espalier.board.Board;
import dev.espalier.board.WifiSight;
import dev.espalier.heap.FloorTest;
import dev.espalier.heap.HeapFigures;
import dev.espalier.heap.HeapPattern;
import dev.espalier.heap.HeapSample;
import dev.espalier.heap.HeapSeries;
import dev.espalier.heap.LeakResult;
import dev.espalier.heap.LeakTest;
import dev.espalier.heap.LeakVerdict;
import dev.espalier.profile.Profile;
import dev.espalier.transcript.TranscriptLine;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The heap: over twenty reconnects with a broker as the firmware prints it, and as its allocator's books
 * show it over quiet minutes and over losses of the Wi-Fi. Does it sink, does it stay above the floor?
 */
@Suite(value = "heap", asks = "over 20 broker reconnects: no leak, never below the floor",
    needs = {"modes", "mqtt", "heap"}, ofAnyFirmware = true)
class HeapSuite {

    private static final int CYCLES = 20;
    private static final int QUIET_READINGS = 12;
    private static final int LOSSES = 10;
    private static final int MOST_READINGS = 40;
    /** The books are exact, so a few readings are enough; the first loss may fill tables that are never emptied. */
    private static final LeakTest BOOKS = new LeakTest(2, 8, 0.99, 1, 32);
    private static final Duration SETTLING = Duration.ofSeconds(3);
    private static final Duration AWAY = Duration.ofSeconds(2);
    private static final String QUIET = "quiet minutes";
    private static final String REJOINED = "Wi-Fi joined again";

    /** Asked of a firmware whose profile says how it is started; without one nobody knows of its broker. */
    @TestFactory
    Stream<DynamicTest> as_the_firmware_prints_it(Bench bench) {
        return !bench.profile().has("modes") ? Stream.empty()
            : Stream.of(dynamicTest("twenty reconnects neither leak nor reach the floor", () -> reconnects(bench)));
    }

    private static void reconnects(Bench bench) {
        Assumptions.assumeTrue(bench.profile().heap().isPresent(), "the profile has no heap");
        Profile.Heap heap = bench.profile().heap().get();
        String mode = Start.mqttMode(bench);
        Board board = bench.board();
        long begin = board.console().lines().size();
        try (MqttLink link = MqttLink.booted(bench, mode)) {
            for (int cycle = 0; cycle < CYCLES; cycle++) {
                bench.broker().restart();
                link.awaitConnected(bench.profile().network().reconnectWithin());
            }
            Replies.requirePromised(bench, "sensors", link.ask("sensors"));
        }
        HeapSeries series = readings(heap, board.console().lines(), begin);
        bench.evidence().heap(series, heap.floor());

        judge(heap, series);
    }

    /** Asked where the profile does not say how the firmware prints its heap: a real board can be asked nothing here. */
    @TestFactory
    Stream<DynamicTest> as_the_allocators_books_show_it(Bench bench) {
        return bench.profile().has("heap") ? Stream.empty() : Stream.of(
            dynamicTest("does not sink in quiet minutes", () -> quietMinutes(bench)),
            dynamicTest("does not sink when the Wi-Fi comes and goes", () -> losses(bench)));
    }

    private static void quietMinutes(Bench bench) {
        requireProbe(bench);
        Board board = Start.anyhow(bench);
        board.console().stayCalm(board.console().passing(SETTLING));
        Duration step = bench.profile().stability().quiet().dividedBy(QUIET_READINGS);
        List<HeapSample> samples = new ArrayList<>();

        int wakes = board.console().wakes();
        while (samples.size() < QUIET_READINGS || undecided(samples)) {
            board.console().stayCalm(board.console().passing(step));
            requireAwake(board, wakes);
            samples.add(sample(bench, QUIET, samples.size()));
        }

        bench.evidence().calm(bench.profile().stability().quiet());
        judge(bench, samples);
    }

    private static void losses(Bench bench) {
        requireProbe(bench);
        WifiSight sight = Air.requireJoined(bench);
        Board board = bench.board();
        List<HeapSample> samples = new ArrayList<>();

        int wakes = board.console().wakes();
        while (samples.size() < LOSSES || undecided(samples)) {
            board.network().cutWifi();
            try {
                board.console().stayCalm(board.console().passing(AWAY));
            } finally {
                board.network().restoreWifi();
            }
            sight = Air.requireBack(board, sight, bench.profile().network().reconnectWithin());
            board.console().stayCalm(board.console().passing(SETTLING));
            requireAwake(board, wakes);
            samples.add(sample(bench, REJOINED, samples.size()));
        }

        judge(bench, samples);
    }

    /** Scatter is met by more readings, up to a limit: only what still cannot be told then is inconclusive. */
    private static boolean undecided(List<HeapSample> samples) {
        return samples.size() < MOST_READINGS
            && BOOKS.of(new HeapSeries(samples), samples.get(0).checkpoint()).verdict() == LeakVerdict.INCONCLUSIVE;
    }

    private static void requireAwake(Board board, int wakes) {
        Assumptions.assumeTrue(board.console().wakes() == wakes, "the firmware sleeps deeply: its heap begins anew whenever it wakes");
    }

    private static void requireProbe(Bench bench) {
        Optional<String> whyNot = bench.heap().whyNot();
        Assumptions.assumeTrue(whyNot.isEmpty(), () -> "its heap cannot be read from outside: " + whyNot.orElseThrow());
    }

    private static HeapSample sample(Bench bench, String checkpoint, int cycle) {
        HeapFigures heap = bench.heap().read().orElseThrow(() ->
            new NotEnoughEvidence("the allocator's books could not be read: no heap where the ELF file says there is one"));
        return new HeapSample(checkpoint, cycle, Duration.ofNanos(bench.board().clock().nanos()), heap.freeBytes(),
            OptionalInt.of(heap.largestBytes()), OptionalInt.empty());
    }

    private static void judge(Bench bench, List<HeapSample> samples) {
        HeapSeries series = new HeapSeries(samples);
        bench.evidence().addHeap(series);
        judge(List.of(BOOKS.of(series, samples.get(0).checkpoint())));
    }

    private static HeapSeries readings(Profile.Heap heap, List<TranscriptLine> lines, long begin) {
        HeapSeries.Collector collector = new HeapSeries.Collector(HeapPattern.of(heap.pattern().pattern()));
        lines.stream().skip(begin).forEach(line -> collector.line(line.at(), line.text()));
        return collector.series();
    }

    private static void judge(Profile.Heap heap, HeapSeries series) {
        FloorTest floor = FloorTest.of(series, heap.floor());
        assertThat(floor.kept()).as(floor.evidence()).isTrue();
        List<LeakResult> results = heap.perReconnect()
            .map(checkpoint -> List.of(LeakTest.STANDARD.of(series, checkpoint)))
            .orElseGet(() -> LeakTest.STANDARD.ofEach(series));
        judge(results);
        requireWhole(heap, series);
    }

    /** A heap that keeps its size may still fall to pieces: then its largest block sinks as free memory does in a leak. */
    private static void requireWhole(Profile.Heap heap, HeapSeries series) {
        HeapSeries largest = new HeapSeries(series.samples().stream().filter(sample -> sample.largestBytes().isPresent())
            .map(sample -> new HeapSample(sample.checkpoint(), sample.cycle(), sample.at(), sample.largestBytes().getAsInt(),
                OptionalInt.empty(), OptionalInt.empty()))
            .toList());
        heap.perReconnect().map(checkpoint -> LeakTest.STANDARD.of(largest, checkpoint)).ifPresent(result ->
            assertThat(result.verdict()).as("fragmentation: the heap keeps its size, and its largest free block sinks; judged as"
                + " free memory is, %s", result.evidence()).isNotEqualTo(LeakVerdict.LEAK));
    }

    private static void judge(List<LeakResult> results) {
        for (LeakResult result : results) {
            assertThat(result.verdict()).as(result.evidence()).isNotEqualTo(LeakVerdict.LEAK);
        }
        results.stream().filter(result -> result.verdict() == LeakVerdict.INCONCLUSIVE).findFirst().ifPresent(result -> {
            throw new NotEnoughEvidence(result.evidence());
        });
    }
}
