package dev.espalier.suite;

import dev.espalier.bench.Bench;
import dev.espalier.board.Board;
import dev.espalier.broker.TlsBroker;
import dev.espalier.profile.Profile;
import java.time.Duration;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** Back within the promised time after the broker, or the Wi-Fi, was gone. */
@Suite(value = "reconnect", asks = "back in time after the broker or the Wi-Fi was gone",
    needs = {"modes", "mqtt"})
class ReconnectSuite {

    /** Long enough for a keep-alive of the usual 15 s to notice, whether or not the firmware watches its link. */
    private static final Duration AWAY = Duration.ofSeconds(60);

    @Test
    void comes_back_after_the_broker_restarted(Bench bench) {
        try (MqttLink link = MqttLink.booted(bench, Start.mqttMode(bench))) {
            bench.broker().restart();

            link.requireBackWithin(promised(bench), "the broker has restarted");
            Replies.requirePromised(bench, "sensors", link.ask("sensors"));
        }
    }

    @Test
    void comes_back_after_the_broker_was_down_for_a_while(Bench bench) {
        Profile.Mqtt mqtt = Start.requireMqtt(bench);
        Assumptions.assumeTrue(mqtt.failed().isPresent(), "the profile does not say mqtt.failed");
        try (MqttLink link = MqttLink.booted(bench, Start.mqttMode(bench))) {
            TlsBroker broker = bench.broker();
            Board board = bench.board();
            broker.stop();
            try {
                board.console().expect(mqtt.failed().get(), board.console().within(promised(bench)));
                board.console().expect(mqtt.failed().get(), board.console().within(promised(bench)));
            } finally {
                broker.start();
            }

            link.requireBackWithin(promised(bench), "the broker is back");
            Replies.requirePromised(bench, "sensors", link.ask("sensors"));
        }
    }

    @Test
    void comes_back_after_the_Wi_Fi_was_gone(Bench bench) {
        try (MqttLink link = MqttLink.booted(bench, Start.mqttMode(bench))) {
            Board board = bench.board();
            board.network().cutWifi();
            try {
                board.console().stayCalm(board.console().within(AWAY));
            } finally {
                board.network().restoreWifi();
            }

            link.requireBackWithin(promised(bench), "the Wi-Fi is back");
            Replies.requirePromised(bench, "sensors", link.ask("sensors"));
        }
    }

    private static Duration promised(Bench bench) {
        return bench.profile().network().reconnectWithin();
    }
}
