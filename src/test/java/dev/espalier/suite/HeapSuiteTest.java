package dev.espalier.suite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.bench.Bench;
import dev.espalier.bench.BenchSettings;
import dev.espalier.gate.Check;
import dev.espalier.gate.HeapPoint;
import dev.espalier.gate.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The heap suite against the build that loses 64 bytes with each reconnect. */
class HeapSuiteTest {

    private static final Path SOURCE = Path.of("firmware/tls-node/mqtt_link.cpp");

    @TempDir
    private Path folder;

    @Test
    void a_leak_is_traced_to_the_line_that_allocates_what_is_lost_and_to_who_called_it() throws IOException {
        BenchSettings settings = BenchSettings.defaults().withFirmware(Path.of("firmware/images/tls-node-leak.bin"))
            .withBroker("embedded").withReport(folder.resolve("report"));
        Check check;
        List<HeapPoint> points;
        try (Bench bench = Bench.open(settings)) {
            check = SuiteRunner.run(bench, List.of("heap"), SuiteProgress.none()).get(0);
            points = bench.evidence().heap().points();
        }

        assertThat(check.verdict()).as(check.message()).isEqualTo(Verdict.FAIL);
        assertThat(check.message())
            .startsWith("leak at ").contains("; the floor of 8000 bytes is reached after about ")
            .contains("\ngrows: 60 bytes per cycle, without the allocator's headers, allocated at mqtt_link.cpp:%d (".formatted(
                line("void* volatile lost = os_malloc(bytes - 4);")))
            .contains("called by mqtt_link.cpp:%d (".formatted(line("  lose(64);")));
        assertThat(points).extracting(HeapPoint::checkpoint).contains("idle", "sensors");
    }

    /** The first line that holds a text. */
    private static int line(String text) throws IOException {
        List<String> lines = Files.readAllLines(SOURCE);
        return 1 + IntStream.range(0, lines.size()).filter(i -> lines.get(i).contains(text)).findFirst().orElseThrow();
    }
}
