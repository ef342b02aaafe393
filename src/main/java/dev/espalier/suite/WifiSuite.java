package dev.espalier.suite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.bench.Bench;
import dev.espalier.board.Board;
import dev.espalier.board.WifiSight;
import dev.espalier.console.Console;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Whatever the firmware: when it asks for an access point it gets in, speaks, and finds it again after a loss. */
@Suite(value = "wifi", asks = "joins its access point, and joins it again after it was gone")
class WifiSuite {

    private static final Duration AWAY = Duration.ofSeconds(30);

    @Test
    void joins_its_access_point_and_speaks(Bench bench) {
        WifiSight sight = Air.requireJoined(bench);

        bench.board().console().remark("wifi: the firmware joined \"%s\"%s".formatted(sight.ssid(),
            sight.address().isEmpty() ? "" : " and has the address " + sight.address()));
        assertThat(sight.frames()).as("frames that the firmware sent once it had joined \"%s\"", sight.ssid()).isPositive();
    }

    @Test
    @DisplayName("joins again after the Wi-Fi was gone")
    void joins_again_after_the_Wi_Fi_was_gone(Bench bench) {
        WifiSight before = Air.requireJoined(bench);
        Board board = bench.board();
        Console console = board.console();

        board.network().cutWifi();
        try {
            console.stayCalm(console.passing(AWAY));
        } finally {
            board.network().restoreWifi();
        }

        Air.requireBack(board, before, bench.profile().network().reconnectWithin());
    }
}
