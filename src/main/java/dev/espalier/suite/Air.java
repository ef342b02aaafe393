package dev.espalier.suite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.bench.Bench;
import dev.espalier.board.Board;
import dev.espalier.board.WifiSight;
import dev.espalier.console.Console;
import dev.espalier.time.Deadline;
import java.time.Duration;
import java.util.function.Predicate;
import org.junit.jupiter.api.Assumptions;

/** Waits for a board's Wi-Fi as the access point's side sees it. */
final class Air {

    /** A firmware that wants Wi-Fi asks for it in its first minute. */
    private static final Duration ASKS_WITHIN = Duration.ofSeconds(60);
    /** From the first question to the first words: scan, keys, DHCP, with some tries that fail. */
    private static final Duration JOINS_WITHIN = Duration.ofSeconds(60);
    private static final Duration LOOK = Duration.ofMillis(200);
    private static final String NO_WIFI = "the firmware asked for no access point in its first %d s".formatted(ASKS_WITHIN.toSeconds());

    private Air() {
    }

    /**
     * Starts the board and waits until it has joined and spoken. Skips the test when it asks for no access point or the
     * bench cannot look; tells nothing when it asks for one that is not the bench's.
     */
    static WifiSight requireJoined(Bench bench) {
        Assumptions.assumeTrue(bench.board().network().wifi().isPresent(),
            "this bench cannot see whether the board is in its Wi-Fi");
        Assumptions.assumeFalse(bench.evidence().noWifi(), NO_WIFI);
        int attempts = sight(bench.board()).attempts();
        Board board = Start.anyhow(bench);
        boolean asks = await(board, ASKS_WITHIN, sight -> sight.attempts() > attempts || sight.associated());
        if (!asks) {
            bench.evidence().sawNoWifi();
            Assumptions.abort(NO_WIFI);
        }
        boolean in = await(board, JOINS_WITHIN, sight -> sight.associated() && sight.frames() > 0);
        WifiSight sight = sight(board);
        if (!in && !sight.refusal().isEmpty()) {
            throw new NotEnoughEvidence("the firmware asked for the access point \"%s\" and was refused: %s"
                .formatted(sight.ssid(), sight.refusal()));
        }
        assertThat(sight.associated()).as("the firmware is in the Wi-Fi \"%s\" %d s after it first asked for it", sight.ssid(),
            JOINS_WITHIN.toSeconds()).isTrue();
        return sight;
    }

    /** Waits until the board has joined anew and spoken. */
    static WifiSight requireBack(Board board, WifiSight before, Duration within) {
        boolean back = await(board, within, sight -> sight.associated() && sight.associations() > before.associations()
            && sight.frames() > 0 && (before.address().isEmpty() || !sight.address().isEmpty()));
        WifiSight sight = sight(board);
        assertThat(back).as("the firmware is back in the Wi-Fi \"%s\" and speaks within %d s of board time; %s", before.ssid(),
            within.toSeconds(), sight).isTrue();
        return sight;
    }

    private static boolean await(Board board, Duration limit, Predicate<WifiSight> wanted) {
        Console console = board.console();
        Deadline end = console.within(limit);
        while (!wanted.test(sight(board))) {
            if (end.expired()) {
                return wanted.test(sight(board));
            }
            console.stayCalm(console.passing(LOOK));
        }
        return true;
    }

    private static WifiSight sight(Board board) {
        return board.network().wifi().orElseThrow();
    }
}
