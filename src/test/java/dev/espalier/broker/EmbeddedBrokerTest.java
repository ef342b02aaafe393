package dev.espalier.broker;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.espalier.EspalierException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedBrokerTest extends TlsBrokerContract {

    @Override
    TlsBroker broker(TestPki pki) {
        return new EmbeddedBroker(pki);
    }

    @Test
    void logs_how_handshakes_end(@TempDir Path folder) {
        try (TlsBroker broker = new EmbeddedBroker(TestPki.in(folder))) {
            broker.start();

            MqttProbe.tls(broker).close();

            await().until(() -> broker.log().stream().anyMatch(line -> line.startsWith("TLS handshake done: TLSv1.")));
        }
    }

    @Test
    void a_probe_closed_while_the_broker_is_away_does_not_come_back(@TempDir Path folder) {
        try (TlsBroker broker = new EmbeddedBroker(TestPki.in(folder))) {
            broker.start();
            MqttProbe leaving = MqttProbe.plain(broker);
            broker.stop();
            await().until(() -> !leaving.connected());

            leaving.close();
            broker.start();

            await().during(Duration.ofMillis(500)).atMost(Duration.ofSeconds(10)).until(() -> !leaving.connected());
        }
    }

    @Test
    void says_that_it_cannot_speak_older_versions_of_tls(@TempDir Path folder) {
        try (TlsBroker broker = new EmbeddedBroker(TestPki.in(folder))) {
            broker.useOldestTls(TlsVersion.V1_1);

            assertThatThrownBy(broker::start).isInstanceOf(EspalierException.class)
                    .hasMessageContaining("seen: this JVM's TLS refuses versions before 1.2, and TLS 1.1 was asked for; ")
                    .hasMessageEndingWith("try: a broker that can: --broker mosquitto or --broker docker");
        }
    }

    @Test
    void logs_a_handshake_that_the_client_breaks_off(@TempDir Path folder) {
        try (TlsBroker broker = new EmbeddedBroker(TestPki.in(folder))) {
            broker.useCertificate(ServerCertificate.WRONG_CA);
            broker.start();

            assertThatThrownBy(() -> MqttProbe.tls(broker)).isInstanceOf(EspalierException.class);

            await().until(() -> broker.log().stream()
                    .anyMatch(line -> line.startsWith("TLS failed: ")
                            && line.contains("Received fatal alert: certificate_unknown")));
        }
    }
}
