package dev.espalier.emulator.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Connections from outside: loopback ports that lead to ports of the guest. */
@Timeout(60)
class ForwardTest {

    private static final String GUEST = "192.168.0.100";

    private final VirtualNetwork network = VirtualNetwork.standard();
    private final Rig rig = new Rig(network).associated();

    @AfterEach
    void close() {
        network.close();
    }

    @Test
    void a_forward_leads_to_a_port_of_the_guest() throws Exception {
        GuestTcp guest = GuestTcp.listen(rig, GUEST, 80);
        rig.send(Frames.arpRequest(Rig.MAC, GUEST, GUEST));
        Forward forward = network.forward(80, NicInterface.STATION);
        try (Socket client = new Socket(InetAddress.getLoopbackAddress(), forward.port())) {
            client.getOutputStream().write(bytes("GET / HTTP/1.1\r\n\r\n"));
            rig.until("request", () -> guest.received.toString().endsWith("\r\n\r\n"));
            assertThat(guest.remote()).isEqualTo("192.168.0.1");
            guest.send(bytes("HTTP/1.1 200 OK\r\n\r\n"));
            guest.finish();
            rig.until("closed", () -> guest.finAcknowledged);

            assertThat(new String(client.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                .isEqualTo("HTTP/1.1 200 OK\r\n\r\n");
        }
        rig.until("client's end", () -> guest.peerFinished);
    }

    @Test
    void a_connection_from_outside_waits_until_the_board_has_an_address() throws Exception {
        GuestTcp guest = GuestTcp.listen(rig, GUEST, 80);
        Forward forward = network.forward(80, NicInterface.STATION);
        try (Socket client = new Socket(InetAddress.getLoopbackAddress(), forward.port())) {
            client.getOutputStream().write(bytes("early"));
            rig.pass(Duration.ofSeconds(2));

            rig.send(Frames.arpRequest(Rig.MAC, GUEST, GUEST));
            rig.until("data", () -> guest.received.size() == 5);
        }
    }

    @Test
    void a_board_whose_link_came_back_is_called_by_its_last_address() throws Exception {
        GuestTcp guest = GuestTcp.listen(rig, "192.168.0.77", 80);
        rig.send(Frames.arpRequest(Rig.MAC, "192.168.0.77", "192.168.0.77"));
        network.loseAccessPoint("espalier");
        network.bringBackAccessPoint("espalier");
        rig.runPosted();
        assertThat(network.boardAddress()).isEmpty();
        rig.associated();
        rig.listen(frame -> {
            if (Frames.u16(frame, 12) == 0x0806 && frame[21] == 1) {
                assertThat(Frames.dotted(frame, 38)).isEqualTo("192.168.0.77");
                rig.send(Frames.arpRequest(Rig.MAC, "192.168.0.77", "192.168.0.1"));
            }
        });
        Forward forward = network.forward(80, NicInterface.STATION);
        try (Socket client = new Socket(InetAddress.getLoopbackAddress(), forward.port())) {
            client.getOutputStream().write(bytes("back"));
            rig.until("data", () -> guest.received.size() == 4);
        }
    }

    @Test
    void a_connection_from_outside_is_reset_when_the_board_never_appears() throws Exception {
        Forward forward = network.forward(80, NicInterface.STATION);
        try (Socket client = new Socket(InetAddress.getLoopbackAddress(), forward.port())) {
            CompletableFuture<byte[]> reading = LoopbackPeer.read(client, 1);
            rig.until("reset", () -> {
                rig.pass(Duration.ofSeconds(5));
                return reading.isDone();
            });
            assertThat(reading).isCompletedExceptionally();
        }
    }

    @Test
    void a_port_that_the_guest_refuses_resets_the_client() throws Exception {
        GuestTcp guest = GuestTcp.listen(rig, GUEST, 81);
        guest.refusing = true;
        rig.send(Frames.arpRequest(Rig.MAC, GUEST, GUEST));
        Forward forward = network.forward(81, NicInterface.STATION);
        try (Socket client = new Socket(InetAddress.getLoopbackAddress(), forward.port())) {
            CompletableFuture<byte[]> reading = LoopbackPeer.read(client, 1);
            rig.until("reset", reading::isDone);
            assertThat(reading).isCompletedExceptionally();
        }
    }

    @Test
    void a_closed_forward_accepts_nobody() throws Exception {
        Forward forward = network.forward(80, NicInterface.STATION);
        InetSocketAddress address = forward.address();
        assertThat(address.getAddress().isLoopbackAddress()).isTrue();

        forward.close();

        rig.until("closed", () -> {
            try (Socket client = new Socket()) {
                client.connect(address, 1000);
                return false;
            } catch (IOException refused) {
                return true;
            }
        });
    }

    @Test
    void a_client_from_outside_owes_its_request_and_then_nothing() throws Exception {
        GuestTcp guest = GuestTcp.listen(rig, GUEST, 80);
        rig.send(Frames.arpRequest(Rig.MAC, GUEST, GUEST));
        Forward forward = network.forward(80, NicInterface.STATION);
        try (Socket client = new Socket(InetAddress.getLoopbackAddress(), forward.port())) {
            rig.until("established", () -> guest.established);
            assertThat(network.outsideWorld().peerOwes()).isTrue();

            client.getOutputStream().write('?');
            rig.until("request", () -> guest.received.size() == 1);
            assertThat(network.outsideWorld().peerOwes()).isFalse();

            guest.send(bytes("answer"));
            assertThat(network.outsideWorld().peerOwes()).isFalse();
            assertThat(network.outsideWorld().connected()).isTrue();
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
