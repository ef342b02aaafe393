package dev.espalier.emulator.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The board's own access point with the one client that may join it. */
@Timeout(60)
class SoftApTest {

    private static final String BOARD = "192.168.4.1";
    private static final String CLIENT_MAC = "024553500002";
    private static final int SOFT_AP = 1;

    private final VirtualNetwork network = VirtualNetwork.standard();
    private final Rig rig = new Rig(network);

    @AfterEach
    void close() {
        network.close();
    }

    @Test
    void a_client_joins_when_the_access_point_starts_and_leaves_when_it_stops() {
        rig.write(Nic.INT_ENABLE, 4);
        network.joinSoftAp();
        rig.runPosted();
        rig.pass(Duration.ofSeconds(1));
        assertThat(rig.read(Nic.AP_STATIONS)).isZero();

        rig.startSoftAp("board", "config-me");
        rig.pass(Duration.ofMillis(600));
        assertThat(rig.read(Nic.AP_STATIONS)).isEqualTo(1);
        assertThat(rig.interrupt).isTrue();
        assertThat(network.softAp()).isEqualTo(new SoftApStatus(true, "board", true, false));

        rig.write(Nic.INT_CLEAR, 4);
        rig.write(Nic.AP_COMMAND, 2);
        assertThat(rig.read(Nic.AP_STATIONS)).isZero();
        assertThat(rig.interrupt).isTrue();
        assertThat(network.softAp().running()).isFalse();
    }

    @Test
    void nobody_joins_unasked() {
        rig.startSoftAp("board", "");
        rig.pass(Duration.ofSeconds(2));

        assertThat(rig.read(Nic.AP_STATIONS)).isZero();
        assertThat(network.softAp()).isEqualTo(new SoftApStatus(true, "board", false, false));
    }

    @Test
    void a_client_with_another_password_is_refused_until_it_knows_better() {
        network.joinSoftAp("board", "guess-guess");
        rig.runPosted();
        rig.startSoftAp("board", "config-me");
        rig.pass(Duration.ofSeconds(1));
        assertThat(network.softAp().refused()).isTrue();
        assertThat(rig.read(Nic.AP_STATIONS)).isZero();

        network.joinSoftAp("board", "config-me");
        rig.pass(Duration.ofSeconds(1));
        rig.pass(Duration.ofSeconds(1));
        assertThat(network.softAp().refused()).isFalse();
        assertThat(rig.read(Nic.AP_STATIONS)).isEqualTo(1);

        network.leaveSoftAp();
        rig.runPosted();
        assertThat(rig.read(Nic.AP_STATIONS)).isZero();
    }

    @Test
    void the_client_takes_its_usual_address_when_the_board_has_no_dhcp_server() throws IOException {
        GuestTcp page = new GuestTcp(rig, BOARD, 80, SOFT_AP);
        Forward forward = network.forward(80, NicInterface.SOFT_AP);
        rig.runPosted();
        rig.startSoftAp("board", "");

        fetch(page, forward, "192.168.4.2");
    }

    @Test
    void the_client_asks_the_boards_dhcp_server_for_an_address() throws IOException {
        List<Integer> asked = new ArrayList<>();
        rig.listen(frame -> answerDhcp(frame, asked));
        GuestTcp page = new GuestTcp(rig, BOARD, 80, SOFT_AP);
        Forward forward = network.forward(80, NicInterface.SOFT_AP);
        rig.runPosted();
        rig.startSoftAp("board", "config-me");

        fetch(page, forward, "192.168.4.23");
        assertThat(asked).containsExactly(1, 3);
    }

    @Test
    void the_client_answers_arp_and_echo_for_its_own_address_only() {
        network.joinSoftAp();
        rig.runPosted();
        rig.startSoftAp("board", "");
        rig.pass(Duration.ofSeconds(6));
        rig.takeInbox();

        rig.send(SOFT_AP, Frames.arpRequest(Rig.AP_MAC, BOARD, "192.168.4.2"));
        byte[] reply = rig.onlyFrame();
        rig.send(SOFT_AP, Frames.arpRequest(Rig.AP_MAC, BOARD, "192.168.4.3"));
        rig.send(SOFT_AP, Frames.arpRequest(Rig.AP_MAC, BOARD, "0.0.0.0"));

        assertThat(Frames.mac(reply, 6)).isEqualTo(CLIENT_MAC);
        assertThat(Frames.mac(reply, 22)).isEqualTo(CLIENT_MAC);
        assertThat(rig.takeInbox()).isEmpty();
    }

    @Test
    void stopping_the_access_point_resets_its_connections() throws IOException {
        GuestTcp page = new GuestTcp(rig, BOARD, 80, SOFT_AP);
        Forward forward = network.forward(80, NicInterface.SOFT_AP);
        rig.runPosted();
        rig.startSoftAp("board", "");
        try (Socket client = new Socket(InetAddress.getLoopbackAddress(), forward.port())) {
            CompletableFuture<byte[]> reading = LoopbackPeer.read(client, 1);
            rig.until("connected", () -> {
                rig.pass(Duration.ofMillis(100));
                return page.established;
            });

            rig.nic.reset();

            rig.until("reset", reading::isDone);
            assertThat(reading).isCompletedExceptionally();
            assertThat(network.connections()).isEmpty();
        }
    }

    @Test
    void a_snapshot_keeps_the_client_in_and_lets_it_find_its_address_again() throws IOException {
        GuestTcp page = new GuestTcp(rig, BOARD, 80, SOFT_AP);
        Forward forward = network.forward(80, NicInterface.SOFT_AP);
        rig.runPosted();
        rig.startSoftAp("board", "config-me");
        rig.pass(Duration.ofSeconds(6));
        ByteArrayOutputStream saved = new ByteArrayOutputStream();
        rig.nic.save(new DataOutputStream(saved));
        rig.nic.reset();

        rig.nic.load(new DataInputStream(new ByteArrayInputStream(saved.toByteArray())));

        assertThat(rig.read(Nic.AP_STATIONS)).isEqualTo(1);
        fetch(page, forward, "192.168.4.2");
    }

    private void fetch(GuestTcp page, Forward forward, String from) throws IOException {
        try (Socket client = new Socket(InetAddress.getLoopbackAddress(), forward.port())) {
            client.getOutputStream().write("GET /config\r\n".getBytes(StandardCharsets.US_ASCII));
            rig.until("request", () -> {
                rig.pass(Duration.ofMillis(100));
                return page.received.toString().equals("GET /config\r\n");
            });
            assertThat(page.remote()).isEqualTo(from);
            page.send("<html>".getBytes(StandardCharsets.US_ASCII));
            page.finish();
            CompletableFuture<byte[]> answer = LoopbackPeer.read(client, 100);
            rig.until("page", answer::isDone);
            assertThat(answer.join()).asString().isEqualTo("<html>");
        }
    }

    /** A DHCP server in ten lines: 192.168.4.23 to everybody. */
    private void answerDhcp(byte[] frame, List<Integer> asked) {
        int udp = Frames.ETHERNET + Frames.IP;
        if (Frames.u16(frame, 12) != 0x0800 || frame[Frames.ETHERNET + 9] != 17 || Frames.u16(frame, udp + 2) != 67) {
            return;
        }
        assertThat(Frames.checksumsHold(frame)).isTrue();
        byte[] question = Frames.udpPayload(frame);
        assertThat(Frames.slice(question, 240, 242)).containsExactly(53, 1);
        assertThat(Frames.mac(question, 28)).isEqualTo(CLIENT_MAC);
        asked.add((int) question[242]);
        byte[] fixed = Frames.slice(question, 0, 236);
        fixed[0] = 2;
        System.arraycopy(Frames.ip("192.168.4.23"), 0, fixed, 16, 4);
        byte[] answer = Frames.join(fixed, Frames.hex("63825363 3501"), new byte[] {(byte) (question[242] == 1 ? 2 : 5)},
            Frames.hex("3604c0a80401 3304000003e8 ff"));
        rig.send(SOFT_AP, Frames.udp(Rig.AP_MAC, BOARD, 67, "255.255.255.255", 68, answer));
    }
}
