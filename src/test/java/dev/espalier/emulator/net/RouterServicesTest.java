package dev.espalier.emulator.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Questions of a guest to the router, answers compared byte by byte with what the RFCs want. */
class RouterServicesTest {

    private static final String ROUTER = "192.168.0.1";
    private static final String ROUTER_MAC = "024553500001";
    private static final String GUEST = "192.168.0.100";
    private static final int PAYLOAD = Frames.ETHERNET + Frames.IP;

    private final VirtualNetwork network = VirtualNetwork.builder().accessPoint(AccessPoint.DEFAULT)
        .clock(() -> Instant.parse("2026-03-01T12:00:00.500Z")).build();
    private final Rig rig = new Rig(network).associated();

    @AfterEach
    void close() {
        network.close();
    }

    @Test
    void arp_is_answered_for_the_router_and_for_hosts_only() {
        network.host("broker.test");

        rig.send(Frames.arpRequest(Rig.MAC, GUEST, ROUTER));
        assertThat(rig.onlyFrame()).isEqualTo(Frames.ethernet(Rig.MAC, ROUTER_MAC, 0x0806, Frames.join(
            Frames.hex("0001 0800 06 04 0002"), Frames.hex(ROUTER_MAC), Frames.ip(ROUTER),
            Frames.hex(Rig.MAC), Frames.ip(GUEST))));
        rig.send(Frames.arpRequest(Rig.MAC, GUEST, "192.168.0.200"));
        assertThat(rig.onlyFrame()).endsWith(Frames.join(Frames.ip("192.168.0.200"), Frames.hex(Rig.MAC), Frames.ip(GUEST)));
        rig.send(Frames.arpRequest(Rig.MAC, GUEST, "192.168.0.201"));
        assertThat(rig.takeInbox()).isEmpty();
    }

    @Test
    void a_static_address_is_learned_from_arp() {
        assertThat(network.boardAddress()).isEmpty();

        rig.send(Frames.arpRequest(Rig.MAC, "192.168.0.77", "192.168.0.77"));

        assertThat(rig.takeInbox()).isEmpty();
        assertThat(network.boardAddress()).hasToString("Optional[192.168.0.77]");
    }

    @Test
    void dhcp_offers_and_leases_the_same_address_with_router_dns_and_ntp() {
        rig.send(dhcp(1, 0x1111, "0.0.0.0"));
        byte[] offer = rig.onlyFrame();
        rig.send(dhcp(3, 0x1112, "0.0.0.0", 50, 4, 192, 168, 0, 100, 54, 4, 192, 168, 0, 1));
        byte[] ack = rig.onlyFrame();

        for (byte[] reply : List.of(offer, ack)) {
            assertThat(Frames.checksumsHold(reply)).isTrue();
            assertThat(Frames.mac(reply, 0)).isEqualTo(Rig.MAC);
            assertThat(Frames.dotted(reply, Frames.ETHERNET + 12)).isEqualTo(ROUTER);
            assertThat(Frames.dotted(reply, Frames.ETHERNET + 16)).isEqualTo(GUEST);
            assertThat(Frames.u16(reply, PAYLOAD)).isEqualTo(67);
            assertThat(Frames.u16(reply, PAYLOAD + 2)).isEqualTo(68);
            byte[] message = Frames.udpPayload(reply);
            assertThat(Arrays.copyOf(message, 4)).containsExactly(2, 1, 6, 0);
            assertThat(Frames.dotted(message, 16)).isEqualTo(GUEST);
            assertThat(Frames.mac(message, 28)).isEqualTo(Rig.MAC);
            Map<Integer, String> options = options(message);
            assertThat(options).containsEntry(54, "c0a80001").containsEntry(1, "ffffff00")
                .containsEntry(3, "c0a80001").containsEntry(6, "c0a80001").containsEntry(42, "c0a80001")
                .containsEntry(51, "00015180");
        }
        assertThat(Frames.u32(Frames.udpPayload(offer), 4)).isEqualTo(0x1111);
        assertThat(options(Frames.udpPayload(offer))).containsEntry(53, "02");
        assertThat(Frames.u32(Frames.udpPayload(ack), 4)).isEqualTo(0x1112);
        assertThat(options(Frames.udpPayload(ack))).containsEntry(53, "05");
    }

    @Test
    void dhcp_refuses_an_address_that_is_not_the_clients() {
        rig.send(dhcp(3, 7, "0.0.0.0", 50, 4, 192, 168, 0, 9));

        byte[] reply = rig.onlyFrame();
        assertThat(Frames.mac(reply, 0)).isEqualTo("ffffffffffff");
        assertThat(Frames.dotted(reply, Frames.ETHERNET + 16)).isEqualTo("255.255.255.255");
        assertThat(options(Frames.udpPayload(reply))).containsExactlyInAnyOrderEntriesOf(Map.of(53, "06", 54, "c0a80001"));
    }

    @Test
    void dhcp_renews_by_unicast_to_the_address_in_use() {
        rig.send(dhcp(3, 8, GUEST));

        byte[] reply = rig.onlyFrame();
        assertThat(Frames.dotted(reply, Frames.ETHERNET + 16)).isEqualTo(GUEST);
        assertThat(Frames.dotted(Frames.udpPayload(reply), 12)).isEqualTo(GUEST);
        assertThat(options(Frames.udpPayload(reply))).containsEntry(53, "05");
    }

    @Test
    void dhcp_meant_for_another_server_is_not_answered() {
        rig.send(dhcp(3, 9, "0.0.0.0", 50, 4, 192, 168, 0, 100, 54, 4, 192, 168, 0, 250));

        assertThat(rig.takeInbox()).isEmpty();
    }

    @Test
    void dns_knows_the_hosts_whatever_their_case() {
        network.host("broker.test");

        byte[] answer = ask(question(0x4242, 1, "Broker", "TEST"));

        assertThat(Arrays.copyOf(answer, 12)).isEqualTo(Frames.hex("4242 8580 0001 0001 0000 0000"));
        assertThat(Frames.slice(answer, 12, answer.length)).isEqualTo(Frames.join(
            Frames.hex("06"), "Broker".getBytes(StandardCharsets.US_ASCII),
            Frames.hex("04"), "TEST".getBytes(StandardCharsets.US_ASCII), Frames.hex("00 0001 0001"),
            Frames.hex("c00c 0001 0001 0000003c 0004 c0a800c8")));
    }

    @Test
    void dns_says_that_a_name_does_not_exist() {
        byte[] answer = ask(question(1, 1, "nowhere", "example"));

        assertThat(Frames.u16(answer, 2) & 0x800F).isEqualTo(0x8003);
        assertThat(Frames.u16(answer, 6)).isZero();
    }

    @Test
    void dns_has_no_ipv6_address_for_a_host_that_exists() {
        network.host("broker.test");

        byte[] answer = ask(question(1, 28, "broker", "test"));

        assertThat(Frames.u16(answer, 2) & 0x800F).isEqualTo(0x8000);
        assertThat(Frames.u16(answer, 6)).isZero();
    }

    @Test
    void the_usual_time_server_is_the_router() {
        byte[] answer = ask(question(1, 1, "pool", "ntp", "org"));

        assertThat(Frames.dotted(answer, answer.length - 4)).isEqualTo(ROUTER);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "00", "0101 0100 0001 0000 0000 0000", "0101 0100 0001 0000 0000 0000 3f41",
        "0101 0100 0001 0000 0000 0000 c00c 0001 0001", "0101 0100 0002 0000 0000 0000 0141 00 0001 0001"})
    void dns_survives_what_is_no_question(String hex) {
        rig.send(Frames.udp(Rig.MAC, GUEST, 4000, ROUTER, 53, Frames.hex(hex)));

        assertThat(rig.takeInbox()).allSatisfy(f -> assertThat(Frames.u16(Frames.udpPayload(f), 2) & 0xF).isEqualTo(1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"208.67.222.222", "8.8.8.8"})
    void a_public_name_server_answers_as_the_router_does(String server) {
        rig.send(Frames.udp(Rig.MAC, GUEST, 4000, server, 53, question(1, 1, "pool", "ntp", "org")));

        assertThat(rig.takeInbox()).singleElement().satisfies(frame -> {
            byte[] answer = Frames.udpPayload(frame);
            assertThat(Frames.dotted(frame, 26)).isEqualTo(server);
            assertThat(Frames.dotted(answer, answer.length - 4)).isEqualTo(ROUTER);
        });
    }

    @Test
    void dns_can_be_silenced() {
        network.silenceDns(true);
        rig.send(Frames.udp(Rig.MAC, GUEST, 4000, ROUTER, 53, question(1, 1, "pool", "ntp", "org")));

        assertThat(rig.takeInbox()).isEmpty();
    }

    @Test
    void ntp_tells_the_time_and_returns_the_clients_stamp() {
        byte[] answer = askTime();

        assertThat(answer).hasSize(48);
        assertThat(answer[0]).as("version 4, mode server").isEqualTo((byte) 0x24);
        assertThat(answer[1]).as("stratum").isEqualTo((byte) 1);
        assertThat(Frames.slice(answer, 24, 32)).as("originate").isEqualTo(Frames.hex("0102030405060708"));
        long seconds = Integer.toUnsignedLong(Frames.u32(answer, 40));
        assertThat(Instant.ofEpochSecond(seconds - 2_208_988_800L)).isEqualTo(Instant.parse("2026-03-01T12:00:00Z"));
        assertThat(Frames.u32(answer, 44)).as("half a second").isEqualTo(0x8000_0000);
        assertThat(Frames.slice(answer, 32, 40)).as("received as transmitted").isEqualTo(Frames.slice(answer, 40, 48));
    }

    @Test
    void ntp_can_be_set_off_and_silenced() {
        network.ntpOffset(Duration.ofDays(365));
        long seconds = Integer.toUnsignedLong(Frames.u32(askTime(), 40));
        network.silenceNtp(true);
        rig.send(Frames.udp(Rig.MAC, GUEST, 123, ROUTER, 123, timeQuestion()));

        assertThat(Instant.ofEpochSecond(seconds - 2_208_988_800L)).isEqualTo(Instant.parse("2027-03-01T12:00:00Z"));
        assertThat(rig.takeInbox()).isEmpty();
    }

    @Test
    void an_echo_comes_back_from_the_router_and_from_a_host() {
        network.host("broker.test");
        for (String target : List.of(ROUTER, "192.168.0.200")) {
            rig.send(Frames.icmpEcho(Rig.MAC, GUEST, target, 0x55, 3, Frames.hex("616263")));

            byte[] reply = rig.onlyFrame();
            assertThat(Frames.checksumsHold(reply)).isTrue();
            assertThat(Frames.dotted(reply, Frames.ETHERNET + 12)).isEqualTo(target);
            assertThat(Frames.dotted(reply, Frames.ETHERNET + 16)).isEqualTo(GUEST);
            assertThat(Frames.slice(reply, PAYLOAD, PAYLOAD + 2)).containsExactly(0, 0);
            assertThat(Frames.slice(reply, PAYLOAD + 4, reply.length)).isEqualTo(Frames.hex("0055 0003 616263"));
        }
    }

    @Test
    void a_fragment_is_refused_by_icmp_and_only_the_first_one() {
        rig.send(Frames.ipv4(Rig.MAC, GUEST, ROUTER, 17, 0x2000, new byte[64]));
        byte[] complaint = rig.onlyFrame();
        rig.send(Frames.ipv4(Rig.MAC, GUEST, ROUTER, 17, 0x0008, new byte[64]));

        assertThat(Frames.checksumsHold(complaint)).isTrue();
        assertThat(Frames.slice(complaint, PAYLOAD, PAYLOAD + 2)).as("time exceeded, reassembly").containsExactly(11, 1);
        assertThat(Frames.dotted(complaint, PAYLOAD + 8 + 12)).as("quoted source").isEqualTo(GUEST);
        assertThat(rig.takeInbox()).isEmpty();
    }

    @Test
    void an_address_beyond_the_network_is_unreachable() {
        rig.send(Frames.tcp(Rig.MAC, GUEST, 4000, "10.1.2.3", 80, 1, 0, 2, 1000, new byte[0], new byte[0]));

        byte[] complaint = rig.onlyFrame();
        assertThat(Frames.dotted(complaint, Frames.ETHERNET + 12)).isEqualTo(ROUTER);
        assertThat(Frames.slice(complaint, PAYLOAD, PAYLOAD + 2)).as("host unreachable").containsExactly(3, 1);
    }

    @Test
    void a_port_that_nobody_listens_on_is_unreachable() {
        rig.send(Frames.udp(Rig.MAC, GUEST, 4000, ROUTER, 9, new byte[] {1}));

        assertThat(Frames.slice(rig.onlyFrame(), PAYLOAD, PAYLOAD + 2)).as("port unreachable").containsExactly(3, 3);
    }

    @ParameterizedTest
    @ValueSource(ints = {Frames.ETHERNET + 10, PAYLOAD + 6, PAYLOAD + 9, Frames.ETHERNET})
    void a_damaged_packet_is_dropped(int damagedByte) {
        byte[] frame = Frames.udp(Rig.MAC, GUEST, 123, ROUTER, 123, timeQuestion());
        frame[damagedByte] ^= 0x10;

        rig.send(frame);

        assertThat(rig.takeInbox()).isEmpty();
    }

    private byte[] ask(byte[] question) {
        rig.send(Frames.udp(Rig.MAC, GUEST, 4000, ROUTER, 53, question));
        byte[] frame = rig.onlyFrame();
        assertThat(Frames.checksumsHold(frame)).isTrue();
        assertThat(Frames.u16(frame, PAYLOAD)).isEqualTo(53);
        assertThat(Frames.u16(frame, PAYLOAD + 2)).isEqualTo(4000);
        return Frames.udpPayload(frame);
    }

    private byte[] askTime() {
        rig.send(Frames.udp(Rig.MAC, GUEST, 123, ROUTER, 123, timeQuestion()));
        byte[] frame = rig.onlyFrame();
        assertThat(Frames.checksumsHold(frame)).isTrue();
        return Frames.udpPayload(frame);
    }

    private static byte[] timeQuestion() {
        byte[] question = new byte[48];
        question[0] = 0x23;
        for (int i = 0; i < 8; i++) {
            question[40 + i] = (byte) (i + 1);
        }
        return question;
    }

    private static byte[] question(int id, int type, String... labels) {
        byte[] question = Frames.join(new byte[] {(byte) (id >> 8), (byte) id}, Frames.hex("0100 0001 0000 0000 0000"));
        for (String label : labels) {
            question = Frames.join(question, new byte[] {(byte) label.length()}, label.getBytes(StandardCharsets.US_ASCII));
        }
        return Frames.join(question, new byte[] {0, 0, (byte) type, 0, 1});
    }

    private static byte[] dhcp(int type, int transaction, String client, int... options) {
        byte[] fixed = new byte[236];
        fixed[0] = 1;
        fixed[1] = 1;
        fixed[2] = 6;
        fixed[6] = (byte) (transaction >> 8);
        fixed[7] = (byte) transaction;
        System.arraycopy(Frames.ip(client), 0, fixed, 12, 4);
        System.arraycopy(Frames.hex(Rig.MAC), 0, fixed, 28, 6);
        byte[] rest = new byte[options.length];
        for (int i = 0; i < rest.length; i++) {
            rest[i] = (byte) options[i];
        }
        return Frames.udp(Rig.MAC, client, 68, "255.255.255.255", 67,
            Frames.join(fixed, Frames.hex("63825363 3501"), new byte[] {(byte) type}, rest, Frames.hex("ff")));
    }

    private static Map<Integer, String> options(byte[] message) {
        assertThat(Frames.u32(message, 236)).isEqualTo(0x63825363);
        Map<Integer, String> options = new LinkedHashMap<>();
        int at = 240;
        while ((message[at] & 0xFF) != 255) {
            int length = message[at + 1];
            StringBuilder value = new StringBuilder();
            for (int i = 0; i < length; i++) {
                value.append("%02x".formatted(message[at + 2 + i] & 0xFF));
            }
            options.put(message[at] & 0xFF, value.toString());
            at += 2 + length;
        }
        return options;
    }
}
