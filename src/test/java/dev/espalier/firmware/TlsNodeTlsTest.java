package dev.espalier.firmware;

import static dev.espalier.firmware.TlsNode.atHome;
import static dev.espalier.firmware.TlsNode.consoleOf;
import static dev.espalier.firmware.TlsNode.soon;
import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.broker.EmbeddedBroker;
import dev.espalier.broker.ServerCertificate;
import dev.espalier.broker.TestPki;
import dev.espalier.console.Console;
import dev.espalier.emulator.VirtualEsp8266;
import dev.espalier.emulator.net.VirtualNetwork;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The sketch's setting "insecure", with a broker whose certificate nobody would accept. */
@Timeout(120)
class TlsNodeTlsTest {

    private static final int TLS_PORT = 8883;

    @TempDir
    private Path folder;

    @Test
    void only_the_insecure_setting_connects_to_what_cannot_be_verified() throws IOException {
        try (VirtualNetwork network = VirtualNetwork.standard(); EmbeddedBroker broker = new EmbeddedBroker(TestPki.in(folder))) {
            broker.useCertificate(ServerCertificate.WRONG_CA);
            broker.start();
            network.host(TestPki.HOST).map(TLS_PORT, new InetSocketAddress("127.0.0.1", broker.tls().port()));

            try (VirtualEsp8266 board = board(network, "false"); Console console = consoleOf(board)) {
                console.expect("TLS refused: no trust anchor in flash \\(0\\)", soon(console));
            }
            try (VirtualEsp8266 board = board(network, "true"); Console console = consoleOf(board)) {
                console.expect("^connected$", soon(console));
                assertThat(console.lines()).noneMatch(line -> line.text().contains("TLS refused"));
            }
        }
    }

    private static VirtualEsp8266 board(VirtualNetwork network, String insecure) throws IOException {
        return atHome("tls-node", network, Map.of("mqttEnabled", "true", "tlsEnabled", "true", "broker", TestPki.HOST,
            "mqttPort", Integer.toString(TLS_PORT), "insecure", insecure));
    }
}
