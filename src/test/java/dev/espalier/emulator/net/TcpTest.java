package dev.espalier.emulator.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TcpTest {

    private static final String GUEST = "192.168.0.100";
    private static final String HOST = "192.168.0.200";

    private final VirtualNetwork network = VirtualNetwork.standard();
    private final Rig rig = new Rig(network).associated();
    private ServerSocket server;

    @BeforeEach
    void openServer() throws IOException {
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        network.host("broker.test").map(1883, (InetSocketAddress) server.getLocalSocketAddress());
    }

    @AfterEach
    void close() throws IOException {
        server.close();
        network.close();
    }

    @Test
    void a_connection_of_the_guest_carries_bytes_both_ways_and_ends_in_order() throws Exception {
        GuestTcp guest = GuestTcp.connect(rig, GUEST, 50000, HOST, 1883);
        CompletableFuture<Socket> accepted = accept();
        rig.until("established", () -> guest.established && accepted.isDone());

        Socket peer = accepted.get();
        guest.send(bytes("ping"));
        rig.until("acknowledged", () -> guest.unsent() == 0);
        assertThat(peer.getInputStream().readNBytes(4)).isEqualTo(bytes("ping"));
        peer.getOutputStream().write(bytes("pong"));
        rig.until("answer", () -> guest.received.size() == 4);
        assertThat(guest.received.toByteArray()).isEqualTo(bytes("pong"));
        assertThat(guest.peerMss).isEqualTo(1460);

        guest.finish();
        rig.until("guest's end acknowledged", () -> guest.finAcknowledged);
        assertThat(peer.getInputStream().read()).isEqualTo(-1);
        peer.close();
        rig.until("peer's end", () -> guest.peerFinished);
        rig.pass(Duration.ofSeconds(5));
        assertThat(network.connections()).isEmpty();
        assertThat(network.outsideWorld().connected()).isFalse();
    }

    @Test
    void a_megabyte_each_way_arrives_byte_for_byte() throws Exception {
        byte[] up = random(1 << 20, 1);
        byte[] down = random(1 << 20, 2);
        GuestTcp guest = GuestTcp.connect(rig, GUEST, 50001, HOST, 1883);
        CompletableFuture<byte[]> arrived = accept().thenApply(peer -> exchange(peer, down, up.length));
        rig.until("established", () -> guest.established);

        guest.send(up);
        rig.until("both megabytes", () -> {
            guest.tick();
            return guest.received.size() == down.length && guest.unsent() == 0;
        });

        assertThat(guest.received.toByteArray()).isEqualTo(down);
        assertThat(arrived.get()).isEqualTo(up);
    }

    @Test
    void a_forward_leads_to_a_port_of_the_guest() throws Exception {
        GuestTcp guest = GuestTcp.listen(rig, GUEST, 80);
        rig.send(Frames.arpRequest(Rig.MAC, GUEST, GUEST));
        Forward forward = network.forward(80, NicInterface.STATION);
        try (Socket client = new Socket(InetAddress.getLoopbackAddress(), forward.port())) {
            client.getOutputStream().write(bytes("GET / HTTP/1.1\r\n\r\n"));
            rig.until("request", () -> guest.received.toString().endsWith("\r\n\r\n"));
            guest.send(bytes("HTTP/1.1 200 OK\r\n\r\n"));
            guest.finish();
            rig.until("closed", () -> guest.finAcknowledged);

            assertThat(new String(client.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                .isEqualTo("HTTP/1.1 200 OK\r\n\r\n");
        }
        rig.until("client's end", () -> guest.peerFinished);
    }

    private CompletableFuture<Socket> accept() {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return server.accept();
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private static byte[] exchange(Socket peer, byte[] send, int length) {
        CompletableFuture<Void> sender = CompletableFuture.runAsync(() -> {
            try {
                peer.getOutputStream().write(send);
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
        try {
            byte[] got = peer.getInputStream().readNBytes(length);
            sender.join();
            return got;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] random(int length, int seed) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }
}
