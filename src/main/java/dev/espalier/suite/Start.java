package dev.espalier.suite;

import dev.espalier.bench.Bench;
import dev.espalier.board.Board;
import dev.espalier.board.Provision;
import dev.espalier.profile.Profile;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Assumptions;

/**
 * Brings a board into a start-up mode from settings that a test chooses. The names of modes that the
 * suites know are here; a profile that lacks one skips what needs it.
 */
final class Start {

    static final String CONFIG = "config";
    static final String MQTT_PLAIN = "mqtt-plain";
    static final String MQTT_TLS = "mqtt-tls";
    static final String AP_FALLBACK = "ap-fallback";

    private Start() {
    }

    /** Writes a mode's settings, resets, and waits until the board is in it; gives what its markers matched. */
    static Map<String, String> in(Bench bench, String mode) {
        return in(bench, mode, provision -> { });
    }

    /** The same with further wishes. */
    static Map<String, String> in(Bench bench, String mode, Consumer<Provision> more) {
        provisioned(bench, mode, more).reset();
        return bench.board().awaitMode(mode);
    }

    /** Writes a mode's settings; the board then waits in its boot loader. */
    static Board provisioned(Bench bench, String mode, Consumer<Provision> more) {
        require(bench, mode);
        return bench.board().provision(provision -> {
            provision.mode(mode);
            brokerPort(bench, mode, provision);
            more.accept(provision);
        });
    }

    /**
     * Starts the board in the plainest way that its profile allows: in its first mode, or just by a reset
     * when nothing is known of modes. What it says from there on follows the console's last reset.
     */
    static Board anyhow(Bench bench) {
        Board board = bench.board();
        Optional<String> first = bench.profile().modes().keySet().stream().findFirst();
        if (first.isPresent()) {
            in(bench, first.get());
        } else {
            board.reset();
        }
        return board;
    }

    /** Skips the test when the profile has no such mode. */
    static void require(Bench bench, String mode) {
        Assumptions.assumeTrue(bench.profile().modes().containsKey(mode), "the profile has no mode " + mode);
    }

    /** The mode in which the firmware speaks MQTT in the way it ships: TLS if it can. */
    static String mqttMode(Bench bench) {
        String mode = bench.profile().modes().containsKey(MQTT_TLS) ? MQTT_TLS : MQTT_PLAIN;
        require(bench, mode);
        requireMqtt(bench);
        return mode;
    }

    static Profile.Mqtt requireMqtt(Bench bench) {
        Assumptions.assumeTrue(bench.profile().mqtt().isPresent(), "the profile has no mqtt");
        return bench.profile().mqtt().get();
    }

    static Profile.Page requirePage(Bench bench) {
        Assumptions.assumeTrue(bench.profile().page().isPresent(), "the profile has no page");
        return bench.profile().page().get();
    }

    private static void brokerPort(Bench bench, String mode, Provision provision) {
        boolean tls = mode.equals(MQTT_TLS);
        if ((tls || mode.equals(MQTT_PLAIN)) && bench.profile().hasCell("mqttPort")) {
            provision.set("mqttPort", bench.brokerPort(tls));
        }
    }
}
