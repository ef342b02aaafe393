package dev.espalier.suite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.bench.BenchSettings;
import dev.espalier.broker.TestPki;
import dev.espalier.bytes.Hex;
import dev.espalier.emulator.net.AccessPoint;
import dev.espalier.gate.Check;
import dev.espalier.gate.Verdict;
import dev.espalier.suite.DefectTable.Defect;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every defect build fails the suites that claim it, for its own reason, and the good build fails none. Two boards run
 * at a time, each with its own broker: what the tests below look at is under way from the beginning. {@link CrossTable}
 * runs every build against every suite.
 */
class DefectTableTest {

    private static final int AT_A_TIME = 2;
    private static final Path REPORTS = Path.of("target/espalier/defects");
    private static final Map<String, Future<BuildRun>> RUNS = new LinkedHashMap<>();
    private static final ExecutorService BOARDS = Executors.newFixedThreadPool(AT_A_TIME);

    @BeforeAll
    static void start() {
        // Two that find none would make one each.
        TestPki.in(BenchSettings.defaults().certificates());
        RUNS.put(DefectTable.GOOD, BOARDS.submit(() ->
            BuildRun.of(DefectTable.GOOD, List.of(), "auto", REPORTS.resolve(DefectTable.GOOD))));
        for (Defect defect : defects()) {
            RUNS.put(defect.build(), BOARDS.submit(() -> BuildRun.of(defect.build(), defect.caughtBy(), "embedded",
                REPORTS.resolve(defect.build()), defect.promises())));
        }
    }

    @AfterAll
    static void stop() {
        BOARDS.shutdownNow();
    }

    static List<Defect> defects() {
        return DefectTable.defects();
    }

    @Test
    void the_good_build_passes_every_suite() throws Exception {
        BuildRun run = run(DefectTable.GOOD);

        assertThat(Verdict.over(run.checks().stream().map(Check::verdict).toList())).as(run::whatWasNotPassed).isEqualTo(Verdict.PASS);
        assertThat(run.suitesWith(Verdict.PASS)).containsExactlyInAnyOrderElementsOf(SuiteRunner.names());
        requireDiscreetAndSure(run);
    }

    @ParameterizedTest
    @MethodSource("defects")
    void a_defect_is_caught_for_what_it_is(Defect defect) throws Exception {
        BuildRun run = run(defect.build());

        assertThat(run.suitesWith(Verdict.FAIL)).as(run::whatWasNotPassed).isEqualTo(new TreeSet<>(defect.caughtBy()));
        assertThat(run.with(Verdict.FAIL).map(Check::message)).as("a message that says why").anyMatch(defect.says().asPredicate());
        requireDiscreetAndSure(run);
    }

    /** The table, the folder of images and the build script know the same builds. */
    @Test
    void every_defect_build_is_in_the_table() throws IOException {
        Set<String> builds;
        try (Stream<Path> images = Files.list(Path.of("firmware/images"))) {
            builds = images.map(image -> image.getFileName().toString()).filter(name -> name.matches("tls-node-.*\\.bin"))
                .map(name -> name.substring(0, name.length() - ".bin".length())).collect(Collectors.toCollection(TreeSet::new));
        }
        builds.removeAll(Set.of("tls-node-1", "tls-node-init"));

        assertThat(defects()).extracting(Defect::build).containsExactlyInAnyOrderElementsOf(builds);
    }

    private static BuildRun run(String build) throws Exception {
        try {
            return RUNS.get(build).get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    private static void requireDiscreetAndSure(BuildRun run) throws IOException {
        assertThat(run.checks()).as(run::whatWasNotPassed)
            .noneMatch(check -> check.verdict() == Verdict.ERROR || check.verdict() == Verdict.SKIPPED);
        assertThat(run.checks()).extracting(Check::message).noneMatch(DefectTableTest::tellsASecret);
        String said = Files.readString(run.report().resolve("serial.log"));
        assertThat(tellsASecret(said)).as("a secret in the transcript of all suites").isFalse();
        assertThat(said).contains(" password=***", " mqttPassword=***");
    }

    /** The Wi-Fi password of the bench, or the profile's default for the broker's, as text or as bytes in hex. */
    private static boolean tellsASecret(String text) {
        return Stream.of(AccessPoint.DEFAULT.password(), "mqtt_password").anyMatch(secret -> text.contains(secret)
            || text.contains(Hex.of(secret.getBytes(StandardCharsets.US_ASCII))));
    }
}
