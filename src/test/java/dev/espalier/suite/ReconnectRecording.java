package dev.espalier.suite;

import dev.espalier.bench.Bench;
import dev.espalier.bench.BenchSettings;
import dev.espalier.heap.HeapFigures;
import dev.espalier.heap.HeapPattern;
import dev.espalier.heap.HeapSeries;
import dev.espalier.profile.Profile;
import dev.espalier.transcript.TranscriptLine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ReconnectRecording {

    @Test
    void record() throws IOException {
        int cycles = Integer.getInteger("cycles", 1000);
        String image = System.getProperty("image", "tls-node");
        String mode = System.getProperty("mode", "mqtt-tls");
        Path out = Path.of(System.getProperty("out", "target/reconnects.csv"));
        Random random = new Random(1);
        List<String> burst = List.of("sensors", "ledOn", "ledOff", "unknown");
        BenchSettings settings = BenchSettings.defaults().withBroker("embedded")
            .withFirmware(Path.of("firmware/images", image + ".bin")).withReport(Path.of("target/espalier/recording-" + image + "-" + mode));
        try (Bench bench = Bench.open(settings)) {
            Profile.Heap heap = bench.profile().heap().get();
            StringBuilder csv = new StringBuilder("cycle,checkpoint,millis,free,largest,fragmentation\n");
            HeapSeries.Collector collector = new HeapSeries.Collector(HeapPattern.of(heap.pattern().get().pattern()));
            try (MqttLink link = MqttLink.booted(bench, mode)) {
                long seen = bench.board().console().lines().size() - 50;
                for (int cycle = 0; cycle <= cycles; cycle++) {
                    if (cycle > 0) {
                        bench.broker().restart();
                        link.awaitConnected(bench.profile().network().reconnectWithin());
                    }
                    HeapFigures at = bench.heap().read().orElseThrow();
                    String said = link.ask("sensors");
                    List<TranscriptLine> lines = bench.board().console().lines();
                    for (TranscriptLine line : lines.subList((int) Math.max(0, seen), lines.size())) {
                        collector.line(line.at(), line.text()).ifPresent(s -> csv.append("%d,%s,%d,%d,%d,%d%n".formatted(
                            s.cycle(), s.checkpoint(), s.at().toMillis(), s.freeBytes(), s.largestBytes().getAsInt(), s.fragmentationPercent().getAsInt())));
                    }
                    seen = lines.size();
                    long now = bench.board().clock().nanos() / 1_000_000;
                    String free = said.replaceAll("(?s).*SYS_Heap\"?\\s*:\\s*\"?(\\d+).*", "$1");
                    csv.append("%d,sensors,%d,%s,,%n".formatted(cycle, now, free));
                    csv.append("%d,books,%d,%d,%d,%n".formatted(cycle, now, at.freeBytes(), at.largestBytes()));
                    for (int i = random.nextInt(4); i >= 0; i--) {
                        link.send(burst.get(random.nextInt(4)));
                    }
                    HeapFigures busy = bench.heap().read().orElseThrow();
                    csv.append("%d,busy,%d,%d,%d,%n".formatted(cycle, bench.board().clock().nanos() / 1_000_000, busy.freeBytes(), busy.largestBytes()));
                    if (cycle % 20 == 0) {
                        Files.writeString(out, csv.toString());
                    }
                }
            }
            Files.writeString(out, csv.toString());
        }
    }
}
