package dev.espalier.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.security.SecureRandom;
import org.bouncycastle.tls.DefaultTlsClient;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.ServerOnlyTlsAuthentication;
import org.bouncycastle.tls.TlsAuthentication;
import org.bouncycastle.tls.TlsClientProtocol;
import org.bouncycastle.tls.TlsFatalAlertReceived;
import org.bouncycastle.tls.TlsServerCertificate;
import org.bouncycastle.tls.crypto.impl.bc.BcTlsCrypto;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Mosquitto must do beyond the contract of all brokers, however it was started. */
abstract class MosquittoContract extends TlsBrokerContract {

    @Test
    void a_client_of_tls_1_1_is_let_in_only_where_that_was_asked_for(@TempDir Path folder) throws IOException {
        try (TlsBroker broker = broker(TestPki.in(folder))) {
            broker.start();
            assertThatThrownBy(() -> shakeHands(broker)).isInstanceOf(TlsFatalAlertReceived.class);

            broker.useOldestTls(TlsVersion.V1_1);

            assertThat(shakeHands(broker)).isEqualTo(ProtocolVersion.TLSv11);
            try (MqttProbe modern = MqttProbe.tls(broker)) {
                assertThat(modern.connected()).as("newer clients are let in as before").isTrue();
            }
        }
    }

    /** Connects as a client of TLS 1.1, as axTLS is one. */
    private static ProtocolVersion shakeHands(TlsBroker broker) throws IOException {
        OldClient client = new OldClient();
        try (Socket socket = new Socket()) {
            socket.connect(broker.tls().address());
            TlsClientProtocol tls = new TlsClientProtocol(socket.getInputStream(), socket.getOutputStream());
            tls.connect(client);
            tls.close();
        }
        return client.agreed();
    }

    private static final class OldClient extends DefaultTlsClient {

        OldClient() {
            super(new BcTlsCrypto(new SecureRandom()));
        }

        ProtocolVersion agreed() {
            return context.getSecurityParameters().getNegotiatedVersion();
        }

        @Override
        protected ProtocolVersion[] getSupportedVersions() {
            return ProtocolVersion.TLSv11.only();
        }

        @Override
        public TlsAuthentication getAuthentication() {
            return new ServerOnlyTlsAuthentication() {
                @Override
                public void notifyServerCertificate(TlsServerCertificate certificate) {
                    // As axTLS in the article's sketch: whatever is shown is taken.
                }
            };
        }
    }
}
