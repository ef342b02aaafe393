package dev.espalier.suite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.bench.Bench;
import dev.espalier.bench.BenchSettings;
import dev.espalier.bench.Releases;
import dev.espalier.gate.Check;
import dev.espalier.gate.ReleaseFacts;
import dev.espalier.gate.Verdict;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The suite {@code upgrade} on real images; the build that forgets its settings stands in the table of defects. */
class UpgradeSuiteTest {

    private static final Path IMAGES = Path.of("firmware/images");
    private static final Path GOOD = IMAGES.resolve("tls-node.bin");
    private static final Path RELEASE_1 = IMAGES.resolve("tls-node-1.bin");

    @TempDir
    private Path folder;

    @Test
    void the_good_build_keeps_what_was_set_through_the_last_releases_page_and_what_the_way_back_does_is_told() {
        try (Bench bench = open(BenchSettings.defaults())) {
            List<Check> checks = SuiteRunner.run(bench, List.of("upgrade"), SuiteProgress.none());

            assertThat(checks).extracting(Check::name).containsExactly("settings and mode survive the update",
                "what the way back to the last release does is known", "a release keeps what the init image has written");
            assertThat(checks).allSatisfy(check -> assertThat(check.verdict()).as(check.message()).isEqualTo(Verdict.PASS));
            assertThat(bench.evidence().upgrade()).extracting(ReleaseFacts.Fact::seen).satisfiesExactly(
                update -> assertThat(update).isEqualTo("layout of the settings 0 -> 1; 21 cells kept, new: insecure: \"\" -> \"false\""),
                back -> assertThat(back).startsWith("layout of the settings 1 -> 0, a DOWNGRADE; ").contains("lost: ssid: "),
                init -> assertThat(init).isEqualTo("layout of the settings 1 -> 1; 22 cells kept"));
            assertThat(bench.board().flashed().orElseThrow().sha256()).isEqualTo(bench.subject().image().sha256());
        }
    }

    @Test
    void an_older_release_over_a_newer_one_is_told_as_a_downgrade_with_every_cell_that_is_lost() {
        BenchSettings older = BenchSettings.defaults().withFirmware(RELEASE_1).withReleases(Releases.of(GOOD, null, null));

        try (Bench bench = open(older)) {
            Check check = SuiteRunner.run(bench, List.of("upgrade"), SuiteProgress.none()).get(0);

            assertThat(check.verdict()).isEqualTo(Verdict.FAIL);
            assertThat(check.message()).startsWith("wanted: the settings as the last release left them; seen: 10 cells lost by the update "
                    + "from tls-node.bin to tls-node-1.bin, which is a DOWNGRADE: layout of the settings 1 -> 0\n  ssid: \"espalier\" -> ")
                .contains("\n  clientId: \"kept-by-the-update\" -> \"mqtt_clientID\"", "\nthe board said: EEPROM damaged: defaults written\n",
                    "\nand it is not in its mode: ", "\ntry: the later of the two images, or another --previous\n")
                .doesNotContain("also-kept");
        }
    }

    @Test
    void an_image_that_writes_the_settings_is_flashed_and_started_before_the_release_where_it_is_named() {
        BenchSettings settings = BenchSettings.defaults().withReleases(Releases.of(null, IMAGES.resolve("tls-node-init.bin"), null));

        try (Bench bench = open(settings)) {
            assertThat(bench.board().eeprom().isValid()).as("the settings that the init image has written").isTrue();
            assertThat(bench.board().flashed().orElseThrow().sha256()).isEqualTo(bench.subject().image().sha256());
            assertThat(bench.board().console().lines()).anyMatch(line -> line.text().contains("EEPROM_INIT: defaults written"));
        }
    }

    private Bench open(BenchSettings settings) {
        return Bench.open(settings.withBroker("embedded").withReport(folder.resolve("report")));
    }
}
