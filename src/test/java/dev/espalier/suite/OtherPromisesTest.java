package dev.espalier.suite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.bench.Bench;
import dev.espalier.bench.BenchSettings;
import dev.espalier.gate.Check;
import dev.espalier.gate.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The bundled firmware, unchanged, under a profile that promises something else: the profile is what is judged. */
class OtherPromisesTest {

    private static final Path PROFILE = Path.of("fixtures/profiles/tls-node.yaml");

    @TempDir
    private Path folder;

    /** It tries again every 5 s of its own time, which may pass in a moment on the wall. */
    @Test
    void a_board_that_is_back_later_than_promised_by_its_own_clock_fails() throws IOException {
        List<Check> checks = run("reconnectWithin: 30s", "reconnectWithin: 1s", "reconnect");

        assertThat(checks).filteredOn(check -> check.name().equals("comes back after the broker restarted")).singleElement()
            .satisfies(check -> {
                assertThat(check.verdict()).as(check.message()).isEqualTo(Verdict.FAIL);
                assertThat(check.message()).containsAnyOf("board time from 'the broker has restarted' until", "within 1.0 s of board time");
            });
    }

    private List<Check> run(String promise, String other, String suite) throws IOException {
        String yaml = Files.readString(PROFILE);
        String changed = yaml.replaceFirst(promise, other);
        assertThat(changed).isNotEqualTo(yaml);
        Path profile = Files.writeString(folder.resolve("other.yaml"), changed);
        try (Bench bench = Bench.open(BenchSettings.defaults().withProfile(profile).withBroker("embedded")
                .withReport(folder.resolve("report")))) {
            return SuiteRunner.run(bench, List.of(suite), SuiteProgress.none());
        }
    }
}
