package dev.espalier.suite;

import dev.espalier.bench.Bench;
import dev.espalier.bench.BenchSettings;
import dev.espalier.heap.HeapFigures;
import dev.espalier.heap.HeapPattern;
import dev.espalier.heap.HeapSample;
import dev.espalier.heap.HeapSeries;
import dev.espalier.profile.Profile;
import dev.espalier.transcript.TranscriptLine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Makes the readings of {@code fixtures/heap} anew. Run by name: {@code mvn -q test -Dtest=ReconnectRecording -Dcycles=1000},
 * with {@code -Dimage=} for another image of firmware/images. The result is in target.
 */
class ReconnectRecording {

    private static final int CYCLES = Integer.getInteger("cycles", 1000);
    private static final String IMAGE = System.getProperty("image", "tls-node");
    private static final Path RESULT = Path.of("target", IMAGE + "-reconnects.csv");
    private static final List<String> REQUESTS = List.of("sensors", "ledOn", "ledOff", "unknown");
    private static final int MOST_AT_ONCE = 4;

    private final Random random = new Random(1);
    private final StringBuilder csv = new StringBuilder("cycle,checkpoint,millis,free,largest,fragmentation\n");

    @Test
    void record() throws IOException {
        BenchSettings settings = BenchSettings.defaults().withBroker("embedded")
            .withFirmware(Path.of("firmware/images", IMAGE + ".bin")).withReport(Path.of("target/espalier/recording"));
        try (Bench bench = Bench.open(settings); MqttLink link = MqttLink.booted(bench, Start.MQTT_TLS)) {
            for (int cycle = 0; cycle <= CYCLES; cycle++) {
                if (cycle > 0) {
                    bench.broker().restart();
                    link.awaitConnected(bench.profile().network().reconnectWithin());
                }
                cycle(bench, link, cycle);
            }
        }
        Files.writeString(RESULT, csv);
        System.out.println("written: " + RESULT);
    }

    private void cycle(Bench bench, MqttLink link, int cycle) {
        Profile.Heap heap = bench.profile().heap().orElseThrow();
        List<TranscriptLine> lines = bench.board().console().lines();
        HeapSeries.Collector printed = new HeapSeries.Collector(HeapPattern.of(heap.pattern().orElseThrow().pattern()));
        lines.forEach(line -> printed.line(line.at(), line.text()));
        add(printed.series().at("idle").samples().get(cycle));
        HeapPattern answer = HeapPattern.of(heap.query().orElseThrow().pattern().pattern());
        add("sensors", cycle, answer.read(now(bench), link.ask("sensors"), cycle).orElseThrow());
        for (int requests = 1 + random.nextInt(MOST_AT_ONCE); requests > 0; requests--) {
            link.send(REQUESTS.get(random.nextInt(REQUESTS.size())));
        }
        HeapFigures busy = bench.heap().read().orElseThrow();
        add(new HeapSample("busy", cycle, now(bench), busy.freeBytes(), OptionalInt.of(busy.largestBytes()), OptionalInt.empty()));
    }

    private static Duration now(Bench bench) {
        return Duration.ofNanos(bench.board().clock().nanos());
    }

    private void add(String checkpoint, int cycle, HeapSample read) {
        add(new HeapSample(checkpoint, cycle, read.at(), read.freeBytes(), read.largestBytes(), read.fragmentationPercent()));
    }

    private void add(HeapSample sample) {
        csv.append(List.of(Integer.toString(sample.cycle()), sample.checkpoint(), Long.toString(sample.at().toMillis()),
            Integer.toString(sample.freeBytes()), text(sample.largestBytes()), text(sample.fragmentationPercent())).stream()
            .collect(Collectors.joining(",", "", "\n")));
    }

    private static String text(OptionalInt number) {
        return number.isPresent() ? Integer.toString(number.getAsInt()) : "";
    }
}
