package dev.espalier.emulator.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.emulator.net.wire.Ipv4Address;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Datagrams from outside: loopback ports that lead to ports of the guest and to multicast groups. */
@Timeout(60)
class UdpForwardTest {

    private static final String GUEST = "192.168.0.100";
    private static final String HOST = "192.168.0.200";
    private static final String GROUP = "224.0.0.251";
    private static final int HOST_PORT = 40_000;
    private static final int GUEST_PORT = 8266;
    private static final int MDNS_PORT = 5353;

    private final VirtualNetwork network = VirtualNetwork.standard();
    private final VirtualHost host = network.host("laptop.test");
    private final Rig rig = new Rig(network).associated();
    private final List<byte[]> seen = new ArrayList<>();
    private DatagramSocket laptop;

    @BeforeEach
    void openLaptop() throws IOException {
        laptop = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        laptop.setSoTimeout(5000);
        rig.send(Frames.arpRequest(Rig.MAC, GUEST, GUEST));
        rig.takeInbox();
        rig.listen(seen::add);
    }

    @AfterEach
    void close() {
        laptop.close();
        network.close();
    }

    @Test
    void a_datagram_reaches_the_guest_and_its_answer_whoever_sent_it() throws IOException {
        UdpForward forward = network.forwardUdp(host, HOST_PORT, GUEST_PORT);

        send(forward, 1, 2, 3);
        rig.until("datagram", () -> !seen.isEmpty());
        rig.send(Frames.udp(Rig.MAC, GUEST, GUEST_PORT, HOST, HOST_PORT, new byte[] {9, 8}));

        byte[] datagram = seen.get(0);
        assertThat(Frames.checksumsHold(datagram)).isTrue();
        assertThat(Frames.mac(datagram, 0)).isEqualTo(Rig.MAC);
        assertThat(endpoints(datagram)).isEqualTo(HOST + ":" + HOST_PORT + " > " + GUEST + ":" + GUEST_PORT);
        assertThat(Frames.udpPayload(datagram)).containsExactly(1, 2, 3);
        assertThat(receive()).containsExactly(9, 8);
        assertThat(network.outsideWorld().peerOwes()).as("the guest's answer may be a question").isTrue();
    }

    @Test
    void an_answer_goes_to_whoever_sent_last() throws IOException {
        UdpForward forward = network.forwardUdp(host, HOST_PORT, GUEST_PORT);
        try (DatagramSocket earlier = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            earlier.send(new DatagramPacket(new byte[] {1}, 1, forward.address()));
            rig.until("first", () -> seen.size() == 1);
        }

        send(forward, 2);
        rig.until("second", () -> seen.size() == 2);
        rig.send(Frames.udp(Rig.MAC, GUEST, GUEST_PORT, HOST, HOST_PORT, new byte[] {22}));

        assertThat(receive()).containsExactly(22);
    }

    @Test
    void the_host_of_a_forward_takes_connections_too() throws Exception {
        try (LoopbackPeer server = new LoopbackPeer()) {
            host.map(HOST_PORT, server.address());
            network.forwardUdp(host, HOST_PORT, GUEST_PORT);
            GuestTcp guest = GuestTcp.connect(rig, GUEST, 4321, HOST, HOST_PORT);

            try (var accepted = server.accept().get()) {
                accepted.getOutputStream().write(new byte[] {5});
                rig.until("data", () -> guest.received.size() == 1);
            }
        }
    }

    @Test
    void a_question_to_a_group_comes_by_its_multicast_address_and_the_answer_to_the_group_comes_back() throws IOException {
        UdpForward member = network.joinGroup(host, Ipv4Address.parse(GROUP), MDNS_PORT);

        send(member, 7);
        rig.until("question", () -> !seen.isEmpty());
        rig.send(Frames.udp(Rig.MAC, GUEST, MDNS_PORT, GROUP, MDNS_PORT, new byte[] {77}));

        byte[] question = seen.get(0);
        assertThat(Frames.checksumsHold(question)).isTrue();
        assertThat(Frames.mac(question, 0)).isEqualTo("01005e0000fb");
        assertThat(endpoints(question)).isEqualTo(HOST + ":" + MDNS_PORT + " > " + GROUP + ":" + MDNS_PORT);
        assertThat(receive()).containsExactly(77);
        assertThat(network.outsideWorld().peerOwes()).as("what goes to a group asks nobody in particular").isFalse();
    }

    @Test
    void a_member_of_the_broadcast_group_hears_both_kinds_of_broadcast() throws IOException {
        UdpForward member = network.joinGroup(host, Ipv4Address.BROADCAST, 4210);
        send(member, 1);
        rig.until("broadcast", () -> !seen.isEmpty());

        rig.send(Frames.udp(Rig.MAC, GUEST, 4210, "255.255.255.255", 4210, new byte[] {2}));
        rig.send(Frames.udp(Rig.MAC, GUEST, 4210, "192.168.0.255", 4210, new byte[] {3}));

        assertThat(Frames.mac(seen.get(0), 0)).isEqualTo("ffffffffffff");
        assertThat(receive()).containsExactly(2);
        assertThat(receive()).containsExactly(3);
    }

    @Test
    void a_silent_host_neither_hears_nor_is_heard() throws IOException {
        UdpForward member = network.joinGroup(host, Ipv4Address.parse(GROUP), MDNS_PORT);
        send(member, 1);
        rig.until("first", () -> seen.size() == 1);

        host.goSilent();
        send(member, 2);
        rig.send(Frames.udp(Rig.MAC, GUEST, MDNS_PORT, GROUP, MDNS_PORT, new byte[] {20}));
        // Sent later, so what the silent host sent would have come before it.
        UdpForward other = network.forwardUdp(network.host("other.test"), HOST_PORT, GUEST_PORT);
        send(other, 3);
        rig.until("other host", () -> seen.size() == 2);
        host.restore();
        rig.send(Frames.udp(Rig.MAC, GUEST, MDNS_PORT, GROUP, MDNS_PORT, new byte[] {30}));

        assertThat(Frames.udpPayload(seen.get(1))).containsExactly(3);
        assertThat(receive()).containsExactly(30);
    }

    @Test
    void nobody_complains_about_a_group_without_members_but_a_closed_port_is_unreachable() {
        UdpForward forward = network.forwardUdp(host, HOST_PORT, GUEST_PORT);
        forward.close();

        rig.send(Frames.udp(Rig.MAC, GUEST, MDNS_PORT, GROUP, MDNS_PORT, new byte[] {1}));
        rig.send(Frames.udp(Rig.MAC, GUEST, GUEST_PORT, HOST, HOST_PORT, new byte[] {1}));

        byte[] complaint = rig.onlyFrame();
        assertThat(Frames.slice(complaint, Frames.ETHERNET + Frames.IP, Frames.ETHERNET + Frames.IP + 2))
            .as("port unreachable").containsExactly(3, 3);
    }

    @Test
    void a_guest_whose_address_was_forgotten_is_asked_for_it_and_the_datagram_is_lost() throws IOException {
        UdpForward forward = network.forwardUdp(host, HOST_PORT, GUEST_PORT);
        network.loseAccessPoint("espalier");
        rig.runPosted();
        network.bringBackAccessPoint("espalier");
        rig.associated();

        send(forward, 1);
        rig.until("question", () -> !seen.isEmpty());

        byte[] question = rig.onlyFrame();
        assertThat(Frames.u16(question, 12)).as("ARP").isEqualTo(0x0806);
        assertThat(Frames.dotted(question, Frames.ETHERNET + 24)).isEqualTo(GUEST);
    }

    @Test
    void only_groups_can_be_joined() {
        assertThatThrownBy(() -> network.joinGroup(host, Ipv4Address.parse(GUEST), MDNS_PORT))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessage("wanted a multicast group such as 224.0.0.251, seen 192.168.0.100; forwardUdp leads to the board alone");
    }

    private void send(UdpForward to, int... bytes) throws IOException {
        byte[] payload = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            payload[i] = (byte) bytes[i];
        }
        laptop.send(new DatagramPacket(payload, payload.length, to.address()));
    }

    private byte[] receive() throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[2000], 2000);
        laptop.receive(packet);
        return Frames.slice(packet.getData(), 0, packet.getLength());
    }

    private static String endpoints(byte[] frame) {
        int ports = Frames.ETHERNET + Frames.IP;
        return Frames.dotted(frame, Frames.ETHERNET + 12) + ":" + Frames.u16(frame, ports) + " > "
            + Frames.dotted(frame, Frames.ETHERNET + 16) + ":" + Frames.u16(frame, ports + 2);
    }
}
