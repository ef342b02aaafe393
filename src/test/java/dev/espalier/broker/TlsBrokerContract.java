package dev.espalier.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.espalier.EspalierException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** What every broker of the bench must do. */
@TestInstance(Lifecycle.PER_CLASS)
abstract class TlsBrokerContract {

    private static final Duration SOON = Duration.ofSeconds(10);

    private TestPki pki;
    private TlsBroker broker;

    /** A broker not yet started; skips visibly where it cannot run at all. */
    abstract TlsBroker broker(TestPki pki);

    @BeforeAll
    void makeCertificates(@TempDir Path folder) {
        pki = TestPki.in(folder);
    }

    @BeforeEach
    void startBroker() {
        broker = broker(pki);
        broker.start();
    }

    @AfterEach
    void closeBroker() {
        if (broker != null) {
            broker.close();
        }
    }

    @Test
    void carries_a_message_from_a_plain_client_to_a_tls_client_and_back() {
        try (MqttProbe overTls = MqttProbe.tls(broker); MqttProbe plain = MqttProbe.plain(broker)) {
            overTls.subscribe("espalier/+/rx");
            plain.subscribe("espalier/node/tx");

            plain.publish("espalier/node/rx", "to the TLS side");
            overTls.publish("espalier/node/tx", "to the plain side");

            assertThat(overTls.await(MqttProbe.on("espalier/node/rx"), SOON))
                    .map(MqttMessage::text).contains("to the TLS side");
            assertThat(plain.await(MqttProbe.on("espalier/node/tx"), SOON))
                    .map(MqttMessage::text).contains("to the plain side");
        }
    }

    @ParameterizedTest
    @EnumSource(value = ServerCertificate.class, names = "GOOD", mode = Mode.EXCLUDE)
    void shows_a_bad_certificate_on_request_and_a_client_refuses_it(ServerCertificate bad) throws Exception {
        broker.useCertificate(bad);

        assertThatThrownBy(() -> MqttProbe.tls(broker))
                .isInstanceOf(EspalierException.class)
                .hasMessageContaining("connecting to " + broker.tls())
                .hasMessageContaining(switch (bad) {
                    case WRONG_CA -> "does not chain with any of the trust anchors";
                    case EXPIRED -> "NotAfter";
                    default -> "No subject alternative DNS name matching broker.test";
                });
        try (MqttProbe plain = MqttProbe.plain(broker)) {
            assertThat(plain.connected()).as("the plain endpoint does not care").isTrue();
        }

        broker.useCertificate(ServerCertificate.GOOD);

        MqttProbe.tls(broker).close();
    }

    @Test
    void comes_back_on_the_same_ports_and_clients_come_back_with_their_subscriptions() {
        Endpoint plain = broker.plain();
        Endpoint tls = broker.tls();
        try (MqttProbe probe = MqttProbe.tls(broker); MqttProbe other = MqttProbe.plain(broker)) {
            probe.subscribe("espalier/again");

            broker.restart();

            assertThat(List.of(broker.plain(), broker.tls())).containsExactly(plain, tls);
            await().atMost(SOON).until(() -> probe.connected() && other.connected());
            await().atMost(SOON).until(() -> {
                other.publish("espalier/again", "still there");
                return probe.take(MqttProbe.on("espalier/again")).isPresent();
            });
        }
    }

    @Test
    void what_is_published_right_after_a_restart_is_heard() {
        try (MqttProbe probe = MqttProbe.tls(broker)) {
            probe.subscribe("espalier/at-once");

            broker.restart();
            probe.publish("espalier/at-once", "heard");

            assertThat(probe.await(MqttProbe.on("espalier/at-once"), SOON)).map(MqttMessage::text).contains("heard");
        }
    }

    @Test
    void refuses_connections_while_stopped_and_drops_those_it_had() throws IOException {
        try (Socket client = new Socket()) {
            client.connect(broker.plain().address());
            client.setSoTimeout((int) SOON.toMillis());

            broker.stop();

            assertThat(readToEnd(client)).isTrue();
        }
        assertThat(broker.running()).isFalse();
        assertThatThrownBy(() -> connect(broker.plain().address())).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> connect(broker.tls().address())).isInstanceOf(IOException.class);
    }

    @Test
    void frees_its_ports_when_closed() {
        int plain = broker.plain().port();
        int tls = broker.tls().port();
        assertThat(LoopbackPorts.isFree(plain)).isFalse();

        broker.close();

        assertThat(LoopbackPorts.isFree(plain)).isTrue();
        assertThat(LoopbackPorts.isFree(tls)).isTrue();
        assertThatCode(broker::close).doesNotThrowAnyException();
        assertThatThrownBy(broker::start).isInstanceOf(IllegalStateException.class).hasMessageContaining("closed");
    }

    @Test
    void lets_only_the_known_user_in_when_there_is_one() {
        broker.useLogin(Optional.of(new Login("node", "pass word:2")));

        try (MqttProbe probe = MqttProbe.tls(broker)) {
            assertThat(probe.connected()).isTrue();
        }
        assertThatThrownBy(() -> MqttProbe.plain(new AsAnotherUser(broker, Optional.of(new Login("node", "guess")))))
                .isInstanceOf(EspalierException.class);
        assertThatThrownBy(() -> MqttProbe.plain(new AsAnotherUser(broker, Optional.empty())))
                .isInstanceOf(EspalierException.class);
    }

    @ParameterizedTest
    @CsvSource({"TLSv1.2, TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", "TLSv1.2, TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384"})
    void speaks_the_tls_of_small_boards(String protocol, String suite) throws Exception {
        try (SSLSocket socket = tlsSocket()) {
            socket.setEnabledProtocols(new String[] {protocol});
            socket.setEnabledCipherSuites(new String[] {suite});
            socket.startHandshake();

            assertThat(socket.getSession().getProtocol()).isEqualTo(protocol);
            assertThat(socket.getSession().getPeerCertificates())
                    .as("no chain above the server's own: boards have no memory for it").hasSize(1);
        }
    }

    @ParameterizedTest
    @CsvSource({"512", "1024", "2048", "4096"})
    void honours_a_small_fragment_length_of_the_client(int fragment) throws Exception {
        try (FragmentWitness witness = FragmentWitness.subscribed(broker.tls(), fragment, "espalier/long");
                MqttProbe probe = MqttProbe.plain(broker)) {
            String payload = "x".repeat(6_000);

            probe.publish("espalier/long", payload);

            assertThat(witness.readUntil(payload)).isTrue();
            assertThat(witness.confirmedFragmentLength()).as("extension in the server's hello").isEqualTo(fragment);
            assertThat(witness.largestRecordFromServer())
                    .isLessThanOrEqualTo(fragment + FragmentWitness.RECORD_OVERHEAD);
        }
    }

    @Test
    void keeps_a_log_that_tells_who_came() {
        try (MqttProbe probe = MqttProbe.plain(broker)) {
            await().atMost(SOON).until(() -> broker.log().stream().anyMatch(line -> line.contains("espalier-probe-")));
            assertThat(probe.connected()).isTrue();
        }
    }

    private SSLSocket tlsSocket() throws Exception {
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(pki.trustStore());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket();
        socket.connect(broker.tls().address());
        socket.setSoTimeout((int) SOON.toMillis());
        return socket;
    }

    private static boolean readToEnd(Socket client) {
        try {
            while (client.getInputStream().read() >= 0) {
                // A broker may say something before it goes.
            }
            return true;
        } catch (IOException e) {
            return !(e instanceof SocketTimeoutException);
        }
    }

    private static void connect(InetSocketAddress address) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(address, (int) SOON.toMillis());
            socket.setSoTimeout((int) SOON.toMillis());
            socket.getOutputStream().write("x".getBytes(StandardCharsets.US_ASCII));
            if (socket.getInputStream().read() < 0) {
                throw new IOException("accepted and dropped: a port forwarder without a broker behind it");
            }
        }
    }
}
