package dev.espalier.emulator.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class UdpProxyTest {

    private static final String GUEST = "192.168.0.100";
    private static final String HOST = "192.168.0.200";
    private static final int PORT = 5683;

    private final VirtualNetwork network = VirtualNetwork.standard();
    private final Rig rig = new Rig(network).associated();
    private final List<byte[]> answers = new ArrayList<>();
    private DatagramSocket peer;

    @BeforeEach
    void openPeer() throws IOException {
        peer = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        peer.setSoTimeout(5000);
        network.host("coap.test").map(PORT, (InetSocketAddress) peer.getLocalSocketAddress());
        rig.listen(answers::add);
    }

    @AfterEach
    void close() {
        peer.close();
        network.close();
    }

    @Test
    void a_datagram_reaches_the_peer_and_its_answer_the_guest() throws IOException {
        rig.send(Frames.udp(Rig.MAC, GUEST, 4000, HOST, PORT, new byte[] {1, 2, 3}));
        assertThat(network.outsideWorld().peerOwes()).isTrue();
        assertThat(network.outsideWorld().connected()).isFalse();

        DatagramPacket question = receive();
        assertThat(question.getLength()).isEqualTo(3);
        peer.send(new DatagramPacket(new byte[] {9, 8}, 2, question.getSocketAddress()));
        rig.until("answer", () -> !answers.isEmpty());

        byte[] answer = answers.get(0);
        assertThat(Frames.checksumsHold(answer)).isTrue();
        assertThat(Frames.dotted(answer, Frames.ETHERNET + 12)).isEqualTo(HOST);
        assertThat(Frames.u16(answer, Frames.ETHERNET + Frames.IP)).isEqualTo(PORT);
        assertThat(Frames.u16(answer, Frames.ETHERNET + Frames.IP + 2)).isEqualTo(4000);
        assertThat(Frames.udpPayload(answer)).containsExactly(9, 8);
        assertThat(network.outsideWorld().peerOwes()).isFalse();
    }

    @Test
    void ports_of_the_guest_are_kept_apart() throws IOException {
        rig.send(Frames.udp(Rig.MAC, GUEST, 4001, HOST, PORT, new byte[] {1}));
        DatagramPacket first = receive();
        rig.send(Frames.udp(Rig.MAC, GUEST, 4002, HOST, PORT, new byte[] {2}));
        DatagramPacket second = receive();
        assertThat(second.getSocketAddress()).isNotEqualTo(first.getSocketAddress());

        peer.send(new DatagramPacket(new byte[] {22}, 1, second.getSocketAddress()));
        rig.until("answer", () -> !answers.isEmpty());

        assertThat(Frames.u16(answers.get(0), Frames.ETHERNET + Frames.IP + 2)).isEqualTo(4002);
    }

    @Test
    void many_flows_make_room_for_new_ones() throws IOException {
        for (int i = 0; i < 100; i++) {
            rig.send(Frames.udp(Rig.MAC, GUEST, 5000 + i, HOST, PORT, new byte[] {(byte) i}));
            assertThat(receive().getData()[0]).isEqualTo((byte) i);
        }
    }

    @Test
    void a_datagram_with_a_wrong_checksum_goes_nowhere() throws IOException {
        byte[] damaged = Frames.udp(Rig.MAC, GUEST, 4000, HOST, PORT, new byte[] {1});
        damaged[damaged.length - 1] ^= 1;
        rig.send(damaged);
        rig.send(Frames.udp(Rig.MAC, GUEST, 4000, HOST, PORT, new byte[] {7}));

        assertThat(receive().getData()[0]).isEqualTo((byte) 7);
    }

    @Test
    void a_port_that_leads_nowhere_is_unreachable() {
        rig.send(Frames.udp(Rig.MAC, GUEST, 4000, HOST, 9, new byte[] {1}));

        rig.takeFrames();
        assertThat(Frames.slice(answers.get(0), Frames.ETHERNET + Frames.IP, Frames.ETHERNET + Frames.IP + 2))
            .as("port unreachable").containsExactly(3, 3);
    }

    private DatagramPacket receive() throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[2000], 2000);
        peer.receive(packet);
        return packet;
    }
}
