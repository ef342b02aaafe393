package dev.espalier.suite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.bench.Bench;
import dev.espalier.board.Board;
import dev.espalier.heap.FloorTest;
import dev.espalier.heap.HeapPattern;
import dev.espalier.heap.HeapSeries;
import dev.espalier.heap.LeakResult;
import dev.espalier.heap.LeakTest;
import dev.espalier.heap.LeakVerdict;
import dev.espalier.profile.Profile;
import dev.espalier.transcript.TranscriptLine;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** The heap over twenty reconnects: does it sink, and does it stay above the floor? */
@Suite("heap")
class HeapSuite {

    private static final int CYCLES = 20;

    @Test
    void twenty_reconnects_neither_leak_nor_reach_the_floor(Bench bench) {
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
        for (LeakResult result : results) {
            assertThat(result.verdict()).as(result.evidence()).isNotEqualTo(LeakVerdict.LEAK);
        }
        results.stream().filter(result -> result.verdict() == LeakVerdict.INCONCLUSIVE).findFirst().ifPresent(result -> {
            throw new NotEnoughEvidence(result.evidence());
        });
    }
}
