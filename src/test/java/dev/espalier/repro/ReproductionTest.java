package dev.espalier.repro;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.EspalierException;
import dev.espalier.bench.Bench;
import dev.espalier.bench.BenchSettings;
import dev.espalier.transcript.Crash;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Scenarios on the virtual board, with firmware that breaks and firmware that does not. */
class ReproductionTest {

    @TempDir
    Path folder;

    @Test
    void a_page_that_needs_more_heap_than_there_is_crashes_as_the_articles_did_and_the_line_that_asked_is_named() throws IOException {
        try (Bench bench = bench("tls-node-null-config")) {
            Reproduction reproduction = Reproduction.on(bench, folder);

            List<Trial> trials = Stream.of("config-page heap=20000", "config-page heap=45000", "config-page heap=20000", "config-page clients=3")
                .map(line -> reproduction.run(Scenario.parse(line))).toList();

            assertThat(trials).extracting(Trial::outcome).containsExactly(Trial.Outcome.CRASHED, Trial.Outcome.SURVIVED,
                Trial.Outcome.CRASHED, Trial.Outcome.CRASHED);
            assertThat(trials.get(1).seen()).startsWith("200, ");
            assertThat(trials).filteredOn(Trial::broke).allSatisfy(trial -> {
                Crash crash = trial.crash().orElseThrow();
                Crash.Registers registers = crash.registers().orElseThrow();
                assertThat(registers.cause()).hasValue(29);
                assertThat(registers.epc1()).isEqualTo(0x4000e1b2);
                assertThat(registers.excvaddr()).isZero();
                assertThat(crash.context()).contains("sys");
                assertThat(trial.report()).containsPattern("unchecked allocation: 8192 bytes at \\S*tls-node/http_server\\.cpp:\\d+ \\(clearedUnchecked\\)");
                assertThat(Files.readString(trial.transcript().orElseThrow())).contains("scenario: " + trial.scenario(), "Exception (29)");
            });
            try (Stream<Path> kept = Files.list(folder).filter(file -> file.getFileName().toString().startsWith("run-"))) {
                assertThat(kept).as("transcripts of runs that crashed").hasSize(3);
            }
            assertThat(lineOf(trials.get(0).report())).as("the source line that was named").contains("os_malloc(bytes)");
        }
    }

    @Test
    void the_good_build_survives_what_breaks_others_and_says_what_it_did_instead() {
        try (Bench bench = bench("tls-node")) {
            Reproduction reproduction = Reproduction.on(bench);

            Trial page = reproduction.run(Scenario.parse("config-page heap=20000"));
            Trial starved = reproduction.run(Scenario.parse("config-page heap=4000 bytes=600 held=1"));
            Trial reconnect = reproduction.run(Scenario.parse("reconnect cycles=2 clients=2"));
            Trial reader = reproduction.run(Scenario.parse("reader"));

            assertThat(List.of(page, starved, reconnect, reader)).allSatisfy(trial ->
                assertThat(trial.outcome()).as(trial.report()).isEqualTo(Trial.Outcome.SURVIVED));
            assertThat(page.seen()).startsWith("200, ");
            assertThat(reconnect.seen()).matches("200, \\d+ bytes; 200, \\d+ bytes");
            assertThat(reader.seen()).startsWith("\"EEPROM not initialised: defaults written\"; mode config; page: 200, ");
        }
    }

    @Test
    void a_board_that_cannot_be_taken_back_is_started_for_every_run_and_flashed_once() throws IOException {
        try (Bench bench = bench("tls-node-null-config")) {
            Reproduction reproduction = Reproduction.on(bench, folder).startingAnew();

            List<Trial> trials = Stream.of("config-page", "config-page clients=2", "config-page clients=2", "config-page", "reconnect",
                "config-page").map(line -> reproduction.runOnTape(Scenario.parse(line), 1)).toList();

            assertThat(trials).extracting(Trial::outcome).containsExactly(Trial.Outcome.SURVIVED, Trial.Outcome.CRASHED,
                Trial.Outcome.CRASHED, Trial.Outcome.SURVIVED, Trial.Outcome.SURVIVED, Trial.Outcome.SURVIVED);
            assertThat(trials).filteredOn(trial -> !trial.broke()).allSatisfy(trial -> assertThat(trial.seen()).startsWith("200, "));
            assertThat(trials).filteredOn(Trial::broke).allSatisfy(trial ->
                assertThat(trial.tape().orElseThrow().serial()).contains("Exception (29)", "epc1=0x4000e1b2"));
            assertThat(Files.readAllLines(folder.resolve("serial.log"))).as("settings written for the two stories, and anew when they changed")
                .filteredOn(line -> line.contains("provisioned for mode")).hasSize(3);
        }
    }

    @Test
    void a_firmware_that_trusts_an_EEPROM_never_written_shows_what_comes_of_it() {
        try (Bench bench = bench("tls-node-blank-eeprom")) {
            Trial reader = Reproduction.on(bench).run(Scenario.parse("reader"));

            assertThat(reader.outcome()).as(reader.report()).isEqualTo(Trial.Outcome.SURVIVED);
            assertThat(reader.seen()).doesNotContain("defaults written").doesNotContain("200, ");
        }
    }

    @Test
    void a_profile_that_lacks_what_a_scenario_needs_is_the_benchs_fault() throws IOException {
        Path hello = Files.copy(Path.of("firmware/images/hello.bin"), folder.resolve("hello.bin"));
        try (Bench bench = Bench.open(BenchSettings.defaults().withFirmware(hello).withReport(folder))) {
            Reproduction reproduction = Reproduction.on(bench);

            for (Story story : Story.values()) {
                assertThatThrownBy(() -> reproduction.run(Scenario.of(story))).isInstanceOf(EspalierException.class)
                    .hasMessageContaining("in the firmware's profile, which the scenario needs; seen: profile hello has none");
            }
        }
    }

    private Bench bench(String build) {
        return Bench.open(BenchSettings.defaults().withFirmware(Path.of("firmware/images", build + ".bin")).withBroker("embedded")
            .withReport(folder));
    }

    /** The text of the source line that the report names. */
    private static String lineOf(String report) throws IOException {
        String place = report.lines().findFirst().orElseThrow().replaceFirst(".* at \\S*(tls-node/\\S+:\\d+) .*", "$1");
        String[] parts = place.split(":");
        return Files.readAllLines(Path.of("firmware", parts[0])).get(Integer.parseInt(parts[1]) - 1);
    }
}
