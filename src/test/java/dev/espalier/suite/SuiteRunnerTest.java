package dev.espalier.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.EspalierException;
import dev.espalier.bench.Bench;
import dev.espalier.bench.BenchSettings;
import dev.espalier.flasher.FlashPlan;
import dev.espalier.flasher.Flasher;
import dev.espalier.flasher.FlasherSettings;
import dev.espalier.flasher.Progress;
import dev.espalier.gate.Check;
import dev.espalier.gate.Verdict;
import dev.espalier.link.SerialLink;
import dev.espalier.time.Pause;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a test method's end, on a real bench: a flashed virtual board. */
class SuiteRunnerTest {

    private static final Path GOOD_IMAGE = Path.of("firmware/images/tls-node.bin");
    /** A byte of the second-stage loader's code, which the ROM sums up before it jumps there. */
    private static final int IN_THE_LOADER = 0x20;
    private static final String SECRET = "open-sesame";

    @TempDir
    private static Path folder;

    private static Bench bench;

    @BeforeAll
    static void open_a_bench() {
        bench = Bench.open(BenchSettings.defaults().withBroker("embedded").withReport(folder.resolve("report")));
    }

    @AfterAll
    static void close_it() {
        if (bench != null) {
            bench.close();
        }
    }

    @Suite(value = "sample", asks = "nothing of a firmware")
    static class EveryEnd {

        @Test
        void all_is_well() {
            assertThat(1).isEqualTo(1);
        }

        @Test
        void the_firmware_is_wrong() {
            throw new AssertionError("the page lacks field ssid");
        }

        @Test
        void the_bench_is_broken() {
            throw new EspalierException("a broker", "nothing listens", "starting one");
        }

        @Test
        void the_test_is_broken() {
            throw new IllegalStateException();
        }

        @Test
        void it_does_not_apply() {
            Assumptions.abort("the profile has no page");
        }

        @Test
        @Disabled("not on this bench")
        void it_is_switched_off() {
            throw new AssertionError("never run");
        }

        @Test
        void too_little_was_seen() {
            throw new NotEnoughEvidence("3 heap lines, 10 are needed");
        }
    }

    @Suite(value = "broken-set-up", asks = "nothing of a firmware")
    static class BrokenSetUp {

        @BeforeAll
        static void fails() {
            throw new EspalierException("a second port", "there is one", "plugging another in");
        }

        @Test
        void never_runs() {
            throw new AssertionError("never run");
        }
    }

    @Suite(value = "leaky", asks = "nothing of a firmware")
    static class TellsASecret {

        @Test
        void the_page_shows_a_password() {
            throw new AssertionError("the field holds " + SECRET);
        }
    }

    @Test
    void a_secret_in_a_message_is_masked() {
        bench.board().console().mask(List.of(SECRET));

        assertThat(run(TellsASecret.class)).singleElement().satisfies(check ->
            assertThat(check.message()).startsWith("the field holds ***").doesNotContain(SECRET));
    }

    @Test
    void each_end_of_a_test_has_its_verdict_and_says_why() {
        Map<String, Check> checks = run(EveryEnd.class).stream().collect(Collectors.toMap(Check::name, Function.identity()));

        assertThat(checks.values()).extracting(Check::suite).containsOnly("sample");
        assertCheck(checks.get("all is well"), Verdict.PASS, "");
        assertCheck(checks.get("the bench is broken"), Verdict.ERROR,
            "wanted: a broker; seen: nothing listens; try: starting one");
        assertCheck(checks.get("the test is broken"), Verdict.ERROR, "java.lang.IllegalStateException");
        assertCheck(checks.get("it does not apply"), Verdict.SKIPPED, "the profile has no page");
        assertCheck(checks.get("too little was seen"), Verdict.INCONCLUSIVE, "3 heap lines, 10 are needed");
        assertThat(checks.get("it is switched off").verdict()).isEqualTo(Verdict.SKIPPED);
        assertThat(checks.get("it is switched off").message()).endsWith("not on this bench");
        assertThat(checks).hasSize(7);
    }

    @Test
    void a_failure_carries_the_boards_last_words() {
        Check failure = run(EveryEnd.class).stream().filter(c -> c.verdict() == Verdict.FAIL).findFirst().orElseThrow();

        assertThat(failure.name()).isEqualTo("the firmware is wrong");
        assertThat(failure.message().lines().findFirst()).contains("the page lacks field ssid");
        assertThat(failure.message()).contains("last line", "transcript: " + folder.resolve("report/serial.log"),
            "last lines of the board:");
    }

    @Test
    void a_set_up_that_breaks_is_one_error_of_its_suite() {
        List<Check> checks = run(BrokenSetUp.class);

        assertThat(checks).singleElement().satisfies(check -> {
            assertThat(check.suite()).isEqualTo("broken-set-up");
            assertCheck(check, Verdict.ERROR, "wanted: a second port; seen: there is one; try: plugging another in");
        });
    }

    @Test
    void an_unknown_suite_is_refused_before_anything_runs() {
        assertThatThrownBy(() -> SuiteRunner.run(bench, List.of("heap", "speed", "drift"), SuiteProgress.none()))
            .isInstanceOf(EspalierException.class)
            .hasMessage("wanted: a known suite; seen: 'drift', 'speed'; try: one of image, boots, boot-mode, eeprom, "
                + "config-page, mode-switch, requests, tls, reconnect, wifi, heap, upgrade, stability");
    }

    @Test
    void one_bit_flipped_in_flash_fails_the_gate_with_what_the_rom_said() throws IOException {
        byte[] image = Files.readAllBytes(GOOD_IMAGE);
        byte[] flipped = Arrays.copyOf(image, FlashPlan.SECTOR);
        flipped[IN_THE_LOADER] ^= 0x01;
        List<Check> checks;

        write(flipped);
        try {
            checks = SuiteRunner.run(bench, List.of("boot-mode"), SuiteProgress.none());
        } finally {
            write(Arrays.copyOf(image, FlashPlan.SECTOR));
        }

        assertThat(Verdict.over(checks.stream().map(Check::verdict).toList())).isEqualTo(Verdict.FAIL);
        assertThat(checks).filteredOn(check -> check.name().equals("boots into config")).singleElement()
            .satisfies(check -> assertThat(check.message()).contains("csum err"));
    }

    private static List<Check> run(Class<?> suite) {
        return SuiteRunner.runClasses(bench, List.of(suite), SuiteProgress.none());
    }

    private static void assertCheck(Check check, Verdict verdict, String message) {
        assertThat(check.verdict()).as(check.name()).isEqualTo(verdict);
        assertThat(check.message()).as(check.name()).isEqualTo(message);
    }

    private static void write(byte[] firstSector) {
        try (SerialLink session = bench.board().console().loaderSession()) {
            Flasher flasher = new Flasher(session, FlasherSettings.DEFAULT.with(Pause.on(session.clock())), Progress.none());
            flasher.connect();
            flasher.write(FlashPlan.empty().write("first sector", 0, firstSector));
        }
    }
}
