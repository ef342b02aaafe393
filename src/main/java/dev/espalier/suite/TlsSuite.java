package dev.espalier.suite;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.re2j.Pattern;
import dev.espalier.bench.Bench;
import dev.espalier.board.Board;
import dev.espalier.broker.ServerCertificate;
import dev.espalier.broker.TlsBroker;
import dev.espalier.console.Match;
import dev.espalier.profile.Profile;
import java.time.Duration;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** Whom the board trusts: the broker with the right certificate, and nobody else. */
@Suite(value = "tls", asks = "right CA accepted; wrong CA, expired certificate, wrong host refused",
    needs = {"modes", "mqtt", "trustAnchor"})
class TlsSuite {

    @Test
    void a_certificate_of_the_right_CA_is_accepted(Bench bench) {
        try (MqttLink link = MqttLink.booted(bench, Start.MQTT_TLS)) {
            Replies.requirePromised(bench, "sensors", link.ask("sensors"));
        }
    }

    @Test
    void a_certificate_of_another_CA_is_refused(Bench bench) {
        refuses(bench, ServerCertificate.WRONG_CA, "wrongCa");
    }

    @Test
    void an_expired_certificate_is_refused(Bench bench) {
        refuses(bench, ServerCertificate.EXPIRED, "expired");
    }

    @Test
    void a_certificate_for_another_host_is_refused(Bench bench) {
        refuses(bench, ServerCertificate.WRONG_HOST, "wrongHost");
    }

    /** A board that meets the wrong broker tries again every few seconds, for days: what a try costs must come back. */
    @Test
    void refusals_cost_no_heap(Bench bench) {
        Profile.Mqtt mqtt = Start.requireMqtt(bench);
        Assumptions.assumeTrue(mqtt.refused().isPresent(), "the profile does not say mqtt.refused");
        Assumptions.assumeTrue(bench.heap().whyNot().isEmpty(), () -> "its heap cannot be read from outside: " + bench.heap().whyNot().orElseThrow());
        Start.require(bench, Start.MQTT_TLS);
        bench.broker().useCertificate(ServerCertificate.WRONG_CA);
        try {
            Start.in(bench, Start.MQTT_TLS);

            RefusalCost cost = RefusalCost.watch(bench, mqtt.refused().get(), bench.profile().mode(Start.MQTT_TLS).within());

            bench.board().console().remark("free heap over refusals: " + cost);
            assertThat(cost.losesHeap()).as("free heap sank while the broker was refused: %s", cost).isFalse();
        } finally {
            bench.broker().useCertificate(ServerCertificate.GOOD);
        }
    }

    /** The first thing after an attempt must be a refusal for this very reason; being let in is the fault. */
    private static void refuses(Bench bench, ServerCertificate certificate, String reason) {
        Profile.Mqtt mqtt = Start.requireMqtt(bench);
        Assumptions.assumeTrue(mqtt.refused().isPresent() && mqtt.connected().isPresent(),
            "the profile does not say mqtt.refused and mqtt.connected");
        Start.require(bench, Start.MQTT_TLS);
        TlsBroker broker = bench.broker();
        broker.useCertificate(certificate);
        try {
            Start.in(bench, Start.MQTT_TLS);
            Board board = bench.board();
            String outcome = "%s|%s$".formatted(mqtt.refused().get().pattern(), Pattern.quote(mqtt.connected().get()));
            Duration within = bench.profile().mode(Start.MQTT_TLS).within();

            Match match = board.console().expect(outcome, board.console().within(within));

            assertThat(match.groups())
                .as("with a broker whose certificate is %s the board says '%s'; %s", certificate, match.line().text(),
                    board.console().lastWords())
                .containsKey("code");
            Integer code = mqtt.refusals().get(reason);
            if (code != null) {
                assertThat(match.group("code")).as("error number for %s, in '%s'", reason, match.line().text())
                    .isEqualTo(code.toString());
            }
        } finally {
            broker.useCertificate(ServerCertificate.GOOD);
        }
    }
}
