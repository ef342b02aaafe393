package dev.espalier.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.espalier.emulator.net.Forward;
import dev.espalier.emulator.net.NicInterface;
import dev.espalier.emulator.net.VirtualNetwork;
import dev.espalier.link.SerialLink;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A board with firmware, associated and serving pages, is frozen and thawed on another bench. */
@Timeout(180)
class SnapshotOnNetworkTest {

    private static final int PAGE_PORT = 9705;
    private static final Duration STEP = Duration.ofMillis(100);

    private static byte[] firmware;

    @BeforeAll
    static void read() throws IOException {
        firmware = Files.readAllBytes(Path.of("firmware/images/tls-node.bin"));
    }

    @Test
    void a_board_thawed_in_another_network_serves_its_page_without_booting() throws IOException {
        byte[] snapshot;
        try (VirtualNetwork network = network();
                VirtualEsp8266 board = VirtualEsp8266.builder().network(network).flash(firmware).start();
                SerialLink link = board.link()) {
            readUntil(link, "Web Server Running");
            assertThat(page(network)).startsWith("HTTP/1");
            readUntil(link, "HTTP Message Rx");
            snapshot = frozen(board);
        }

        try (VirtualNetwork network = network();
                VirtualEsp8266 board = VirtualEsp8266.builder().network(network).start();
                SerialLink link = board.link()) {
            readUntil(link, "ets_main.c");
            board.restore(snapshot);
            link.baud(115200);

            assertThat(page(network)).startsWith("HTTP/1");
            assertThat(readUntil(link, "HTTP Message Rx")).doesNotContain("rst cause");
        }
    }

    private static VirtualNetwork network() {
        return VirtualNetwork.builder().accessPoint("YOUR_WIFI_SSID", "YOUR_WIFI_PW").build();
    }

    /** A connection that has just been closed may take a moment to go. */
    private static byte[] frozen(VirtualEsp8266 board) {
        return await().atMost(Duration.ofSeconds(60))
            .ignoreExceptionsInstanceOf(IOException.class)
            .until(board::snapshot, snapshot -> true);
    }

    private static String page(VirtualNetwork network) throws IOException {
        Forward forward = network.forward(PAGE_PORT, NicInterface.STATION);
        try (Socket socket = new Socket()) {
            socket.connect(forward.address());
            socket.setSoTimeout(60_000);
            socket.getOutputStream().write(
                "GET /config HTTP/1.1\r\nHost: node\r\nConnection: close\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    private static String readUntil(SerialLink link, String end) throws IOException {
        StringBuilder got = new StringBuilder();
        byte[] buffer = new byte[256];
        for (int silent = 0; got.indexOf(end) < 0 && silent < 600; ) {
            int count = link.read(buffer, 0, buffer.length, STEP);
            silent = count == 0 ? silent + 1 : silent;
            got.append(new String(buffer, 0, count, StandardCharsets.ISO_8859_1));
            if (link.baud() == VirtualEsp8266.ROM_BAUD && got.indexOf("~ld") >= 0) {
                link.baud(115200);
            }
        }
        assertThat(got.toString()).as("serial output").contains(end);
        return got.toString();
    }
}
