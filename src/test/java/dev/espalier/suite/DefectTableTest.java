package dev.espalier.suite;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.espalier.bench.Bench;
import dev.espalier.bench.BenchSettings;
import dev.espalier.bytes.Hex;
import dev.espalier.emulator.net.AccessPoint;
import dev.espalier.gate.Check;
import dev.espalier.gate.Verdict;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every defect build fails exactly the suites that {@code fixtures/defects.yaml} names, and the good build none. */
class DefectTableTest {

    private static final Path TABLE = Path.of("fixtures/defects.yaml");

    static Stream<Arguments> builds() throws IOException {
        Map<String, Set<String>> table = new TreeMap<>();
        JsonNode defects = new YAMLMapper().readTree(TABLE.toFile()).get("defects");
        defects.fields().forEachRemaining(defect -> {
            Set<String> fails = new TreeSet<>();
            defect.getValue().get("fails").forEach(suite -> fails.add(suite.asText()));
            table.put("tls-node-" + defect.getKey(), fails);
        });
        return Stream.concat(Stream.of(Arguments.of("tls-node", Set.of())),
            table.entrySet().stream().map(entry -> Arguments.of(entry.getKey(), entry.getValue())));
    }

    @ParameterizedTest(name = "{0} fails {1}")
    @MethodSource("builds")
    void fails_exactly_the_suites_of_the_table(String build, Set<String> suites) throws IOException {
        BenchSettings settings = BenchSettings.defaults()
            .withFirmware(Path.of("firmware/images", build + ".bin"))
            .withReport(Path.of("target/espalier/defects", build));

        List<Check> checks;
        try (Bench bench = Bench.open(settings)) {
            checks = SuiteRunner.run(bench, List.of(), SuiteProgress.none());
        }

        Set<String> failed = checks.stream().filter(check -> check.verdict() == Verdict.FAIL).map(Check::suite)
            .collect(Collectors.toCollection(TreeSet::new));
        assertThat(failed).as(() -> whatWasNotPassed(checks)).isEqualTo(new TreeSet<>(suites));
        if (suites.isEmpty()) {
            assertThat(Verdict.over(checks.stream().map(Check::verdict).toList())).as(() -> whatWasNotPassed(checks))
                .isEqualTo(Verdict.PASS);
        }
        assertThat(checks).as(() -> whatWasNotPassed(checks))
            .noneMatch(check -> check.verdict() == Verdict.ERROR || check.verdict() == Verdict.SKIPPED);
        assertThat(checks).extracting(Check::message).noneMatch(DefectTableTest::tellsASecret);
        String said = Files.readString(settings.report().resolve("serial.log"));
        assertThat(tellsASecret(said)).as("a secret in the transcript of all suites").isFalse();
        assertThat(said).contains(" password=***", " mqttPassword=***");
    }

    /** The Wi-Fi password of the bench, or the profile's default for the broker's, as text or as bytes in hex. */
    private static boolean tellsASecret(String text) {
        return Stream.of(AccessPoint.DEFAULT.password(), "mqtt_password").anyMatch(secret -> text.contains(secret)
            || text.contains(Hex.of(secret.getBytes(StandardCharsets.US_ASCII))));
    }

    private static String whatWasNotPassed(List<Check> checks) {
        return checks.stream()
            .filter(check -> check.verdict() != Verdict.PASS)
            .map(check -> "%s %s: %s%n%s".formatted(check.verdict(), check.suite(), check.name(), check.message()))
            .collect(Collectors.joining("\n\n"));
    }
}
