package dev.espalier.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.espalier.bench.Bench;
import dev.espalier.board.Board;
import dev.espalier.board.WifiSight;
import dev.espalier.configpage.ConfigPage;
import dev.espalier.configpage.HalfSentRequests;
import dev.espalier.profile.Profile;
import dev.espalier.time.Deadline;
import dev.espalier.transcript.Crash;
import dev.espalier.transcript.CrashReader;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestMethodOrder;

/** No crash, and no reset that nobody asked for: under load, in quiet, and in the whole run. */
@Suite(value = "stability", asks = "the page under load, quiet minutes with a broker",
    needs = {"modes", "page", "mqtt"}, ofAnyFirmware = true)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class StabilitySuite {

    private static final Duration QUIET = Duration.ofMinutes(2);
    private static final Duration RECOVERY = Duration.ofSeconds(10);
    private static final int PAGES = 10;
    /** A crash in a row of starts says the same every time. */
    private static final int MOST_CRASHES = 3;

    /** Asked of a firmware whose profile says how it is started; without one there is nothing to load it with. */
    @TestFactory
    @Order(1)
    Stream<DynamicTest> in_company(Bench bench) {
        return !bench.profile().has("modes") ? Stream.empty() : Stream.of(
            dynamicTest("the web server stays up under load", () -> webServerUnderLoad(bench)),
            dynamicTest("two quiet minutes with a broker pass without a reset", () -> quietWithBroker(bench)));
    }

    private static void webServerUnderLoad(Bench bench) {
        Profile.Page page = Start.requirePage(bench);
        Start.in(bench, Start.CONFIG);
        Board board = bench.board();
        ConfigPage web = board.configPage();

        for (int i = 0; i < PAGES; i++) {
            try (HalfSentRequests pressure = web.halfSent(i % 2 == 0 ? 0 : bench.profile().pressure().parallelRequests())) {
                // Under pressure a connection may be refused; what counts here is that the board lives.
                web.answers(page.path());
            }
        }

        board.console().requireCalm();
        // The board learns of the connections that were dropped last only with the next frames.
        Deadline recovered = board.console().within(RECOVERY);
        boolean answers = web.answers(page.path());
        while (!answers && !recovered.expired()) {
            answers = web.answers(page.path());
        }
        assertThat(web.get(page.path()).status()).as("status of the page once the load is gone").isEqualTo(200);
    }

    private static void quietWithBroker(Bench bench) {
        try (MqttLink link = MqttLink.booted(bench, Start.mqttMode(bench))) {
            Board board = bench.board();
            Optional<Duration> keepAlive = bench.profile().mqtt().flatMap(Profile.Mqtt::keepAlive);
            if (keepAlive.isPresent() && board.network().wifi().isPresent()) {
                quietButAlive(board, keepAlive.get());
            } else {
                board.console().stayCalm(board.console().within(QUIET));
            }
            Replies.requirePromised(bench, "sensors", link.ask("sensors"));
        }
    }

    /** A broker drops whoever is silent for one and a half times what it promised; one on the wall's clock may never notice. */
    private static void quietButAlive(Board board, Duration keepAlive) {
        Duration patience = keepAlive.plus(keepAlive.dividedBy(2));
        Deadline end = board.console().within(QUIET);
        while (!end.expired()) {
            WifiSight before = board.network().wifi().orElseThrow();
            board.console().stayCalm(board.console().passing(patience));
            WifiSight after = board.network().wifi().orElseThrow();
            assertThat(after.frames() > before.frames() || after.associations() > before.associations())
                .as("the board sent something in %.1f s with a broker to which it promised a sign of life every %d s",
                    patience.toMillis() / 1e3, keepAlive.toSeconds()).isTrue();
        }
    }

    /** Asked where the profile knows of no broker: with one it is left alone in the better company of the test above. */
    @TestFactory
    @Order(2)
    Stream<DynamicTest> left_alone(Bench bench) {
        return bench.profile().has("mqtt") ? Stream.empty()
            : Stream.of(dynamicTest("left alone it neither crashes nor resets", () -> leftAlone(bench)));
    }

    private static void leftAlone(Bench bench) {
        Duration quiet = bench.profile().stability().quiet();
        if (bench.evidence().calm().compareTo(quiet) < 0) {
            Board board = Start.anyhow(bench);

            board.console().stayCalm(board.console().passing(quiet));

            bench.evidence().calm(quiet);
        }
        assertThat(bench.evidence().calm()).as("board time left alone in this run").isGreaterThanOrEqualTo(quiet);
    }

    @Test
    @Order(3)
    void nothing_in_the_whole_run_crashed_or_reset_unasked(Bench bench) {
        Board board = bench.board();

        List<Crash> crashes = board.crashes();
        if (!crashes.isEmpty()) {
            CrashReader reader = board.console().settings().crashReader();
            fail("%s in the whole run: %s".formatted(crashes.size() == 1 ? "1 crash" : crashes.size() + " crashes",
                crashes.stream().map(reader::explain).distinct().limit(MOST_CRASHES).collect(Collectors.joining("\n"))));
        }
        assertThat(board.unexpectedResets()).as("resets that nobody asked for, in the whole run").isEmpty();
    }
}
