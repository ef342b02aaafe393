package dev.espalier.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import dev.espalier.assertions.EspalierAssertions;
import dev.espalier.bench.Bench;
import dev.espalier.bench.FirmwareUnderTest;
import dev.espalier.board.Board;
import dev.espalier.broker.TestPki;
import dev.espalier.broker.TlsBroker;
import dev.espalier.profile.Profile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.platform.engine.discovery.ClassSelector;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/** The extension as a project's own tests use it, run through the JUnit Platform. */
class HilExtensionTest {

    private static final List<Bench> SEEN = new ArrayList<>();

    @BeforeEach
    void forget() {
        SEEN.clear();
    }

    @HilTest(broker = "embedded")
    static class ModeTest {

        @Test
        void boots_into_config_mode(Board board, Profile profile, TestPki pki, Bench bench) {
            SEEN.add(bench);
            assertThat(profile.name()).isEqualTo("tls-node");
            assertThat(pki.caDer()).isNotEmpty();
            assertThat(board).isSameAs(bench.board());
            board.provision(p -> p.mode("config")).reset();
            assertThat(board.awaitMode("config")).containsKey("port");
        }
    }

    @HilTest(broker = "embedded", init = "firmware/images/tls-node-init.bin", previous = "firmware/images/hello.bin")
    static class InitialisedTest {

        @Test
        void begins_with_the_settings_that_the_init_image_has_written(Board board, Bench bench, FirmwareUnderTest firmware) {
            SEEN.add(bench);
            assertThat(firmware).isSameAs(bench.subject());
            assertThat(firmware.previous().orElseThrow().image().name()).isEqualTo("hello.bin");
            assertThat(board.eeprom().isValid()).isTrue();
            assertThat(board.flashed().orElseThrow().name()).isEqualTo("tls-node.bin");
        }
    }

    @HilTest(broker = "embedded")
    static class OtherTest {

        @Test
        void has_a_broker_that_runs(TlsBroker broker, Bench bench) {
            SEEN.add(bench);
            assertThat(broker.tls().port()).isPositive();
        }
    }

    /** The README's example, with the bundled firmware. */
    @HilTest(broker = "embedded")
    static class ReadmeTest {

        @Test
        void boots_into_mqtt_when_told_so(Board board) {
            board.provision(p -> p.mode("mqtt-tls")).reset();
            EspalierAssertions.assertThat(board).bootsInto("mqtt-tls");
        }
    }

    @HilTest(firmware = "no-such-image.bin")
    static class NoImageTest {

        @Test
        void never_runs(Board board) {
            throw new AssertionError("never run");
        }
    }

    @ExtendWith(HilExtension.class)
    static class UnmarkedTest {

        @Test
        void never_runs(Board board) {
            throw new AssertionError("never run");
        }
    }

    @Test
    void classes_with_equal_wishes_share_one_flashed_board_until_the_session_ends() {
        TestExecutionSummary summary = run(ModeTest.class, OtherTest.class);

        assertThat(messages(summary)).isEmpty();
        assertThat(summary.getTestsSucceededCount()).isEqualTo(2);
        assertThat(SEEN).hasSize(2);
        assertThat(SEEN.get(1)).isSameAs(SEEN.get(0));
        Board board = SEEN.get(0).board();
        assertThat(board.console().lines()).extracting(line -> line.text())
            .anyMatch(text -> text.contains("test: ModeTest.boots_into_config_mode"))
            .anyMatch(text -> text.contains("test: OtherTest.has_a_broker_that_runs"));
    }

    @Test
    void the_example_of_the_readme_passes() throws IOException {
        assertThat(messages(run(ReadmeTest.class))).isEmpty();
        assertThat(Files.readString(Path.of("README.md"))).contains("board.provision(p -> p.mode(\"mqtt-tls\")).reset();",
            "assertThat(board).bootsInto(\"mqtt-tls\");");
    }

    @Test
    void an_init_image_is_flashed_and_started_before_the_firmware() {
        assertThat(messages(run(InitialisedTest.class))).isEmpty();
        assertThat(SEEN).singleElement().satisfies(bench -> assertThat(bench.board().console().lines())
            .anyMatch(line -> line.text().contains("EEPROM_INIT: defaults written")));
    }

    @Test
    void a_bench_that_cannot_be_had_says_why_in_the_test() {
        assertThat(messages(run(NoImageTest.class))).singleElement().asString()
            .isEqualTo("wanted: a firmware image at no-such-image.bin; seen: there is no such file; "
                + "try: build the firmware or mend the path");
    }

    @Test
    void a_class_without_the_annotation_is_told_so() {
        assertThat(messages(run(UnmarkedTest.class))).singleElement().asString()
            .contains("a parameter of the bench was asked for outside a class with @HilTest");
    }

    private static TestExecutionSummary run(Class<?>... classes) {
        SummaryGeneratingListener summary = new SummaryGeneratingListener();
        try (LauncherSession session = LauncherFactory.openSession()) {
            session.getLauncher().execute(LauncherDiscoveryRequestBuilder.request()
                .selectors(Arrays.stream(classes).map(c -> (ClassSelector) selectClass(c)).toList())
                .build(), summary);
        }
        return summary.getSummary();
    }

    private static List<String> messages(TestExecutionSummary summary) {
        return summary.getFailures().stream().map(failure -> failure.getException().getMessage()).toList();
    }
}
