package dev.espalier.emulator.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TcpTest {

    private static final String GUEST = "192.168.0.100";
    private static final String HOST = "192.168.0.200";
    private static final int PORT = 1883;

    private final VirtualNetwork network = VirtualNetwork.standard();
    private final Rig rig = new Rig(network).associated();
    private LoopbackPeer peer;
    private VirtualHost host;

    @BeforeEach
    void openServer() throws IOException {
        peer = new LoopbackPeer();
        host = network.host("broker.test").map(PORT, peer.address());
    }

    @AfterEach
    void close() throws IOException {
        peer.close();
        network.close();
    }

    private record Pair(GuestTcp guest, Socket peer) {
    }

    private Pair connected(int port) {
        CompletableFuture<Socket> accepted = peer.accept();
        GuestTcp guest = GuestTcp.connect(rig, GUEST, port, HOST, PORT);
        rig.until("established", () -> guest.established && accepted.isDone());
        return new Pair(guest, accepted.join());
    }

    // ---- connections of the guest

    @Test
    void a_connection_carries_bytes_both_ways_and_ends_in_order() throws Exception {
        Pair pair = connected(50000);
        GuestTcp guest = pair.guest();
        guest.send(bytes("ping"));
        rig.until("acknowledged", () -> guest.unsent() == 0);
        assertThat(LoopbackPeer.read(pair.peer(), 4).join()).isEqualTo(bytes("ping"));
        pair.peer().getOutputStream().write(bytes("pong"));
        rig.until("answer", () -> guest.received.size() == 4);
        assertThat(guest.received.toByteArray()).isEqualTo(bytes("pong"));
        assertThat(guest.peerMss).isEqualTo(1460);
        assertThat(network.connections()).singleElement().isEqualTo(new Connection(NicInterface.STATION,
            "broker.test:1883", "192.168.0.100:50000", "ESTABLISHED", 4, 4));

        guest.finish();
        rig.until("guest's end acknowledged", () -> guest.finAcknowledged);
        assertThat(pair.peer().getInputStream().read()).isEqualTo(-1);
        pair.peer().close();
        rig.until("peer's end", () -> guest.peerFinished);
        assertThat(network.outsideWorld().connected()).isFalse();
        rig.pass(Duration.ofSeconds(5));
        assertThat(network.connections()).isEmpty();
    }

    @Test
    void a_half_closed_connection_still_carries_the_other_direction() throws Exception {
        Pair pair = connected(50000);
        pair.peer().shutdownOutput();
        rig.until("peer's end", () -> pair.guest().peerFinished);

        pair.guest().send(random(20_000, 5));
        pair.guest().finish();
        CompletableFuture<byte[]> all = LoopbackPeer.read(pair.peer(), 30_000);
        rig.until("all read", all::isDone);

        assertThat(all.join()).isEqualTo(random(20_000, 5));
    }

    @Test
    void a_megabyte_each_way_arrives_byte_for_byte() {
        byte[] up = random(1 << 20, 1);
        byte[] down = random(1 << 20, 2);
        Pair pair = connected(50001);
        CompletableFuture<byte[]> arrived = LoopbackPeer.read(pair.peer(), up.length);
        LoopbackPeer.write(pair.peer(), down);

        pair.guest().send(up);
        rig.until("both megabytes", () -> arrived.isDone() && pair.guest().received.size() == down.length);

        assertThat(pair.guest().received.toByteArray()).isEqualTo(down);
        assertThat(arrived.join()).isEqualTo(up);
    }

    @Test
    void lost_frames_are_sent_again_until_every_byte_is_through() {
        Random luck = new Random(7);
        Pair pair = connected(50002);
        network.lose((direction, over, frame) -> luck.nextInt(10) == 0);
        byte[] data = random(100_000, 3);
        CompletableFuture<byte[]> arrived = LoopbackPeer.read(pair.peer(), data.length);
        LoopbackPeer.write(pair.peer(), data);

        pair.guest().send(data);
        rig.until("both ways", () -> {
            rig.pass(Duration.ofMillis(20));
            return arrived.isDone() && pair.guest().received.size() == data.length;
        });

        assertThat(pair.guest().received.toByteArray()).isEqualTo(data);
        assertThat(arrived.join()).isEqualTo(data);
        assertThat(pair.guest().reset).isFalse();
    }

    @Test
    void a_lost_answer_to_the_handshake_is_sent_again() {
        int[] lost = {0};
        network.lose((direction, over, frame) -> direction == FrameTap.Direction.TO_GUEST && lost[0]++ < 2);
        peer.accept();
        GuestTcp guest = GuestTcp.connect(rig, GUEST, 50003, HOST, PORT);

        rig.until("established", () -> {
            rig.pass(Duration.ofMillis(100));
            return guest.established;
        });

        assertThat(lost[0]).isEqualTo(3);
    }

    @Test
    void a_connection_to_a_closed_port_is_refused() throws IOException {
        peer.close();
        GuestTcp guest = GuestTcp.connect(rig, GUEST, 50004, HOST, PORT);
        assertThat(network.outsideWorld().peerOwes()).isTrue();

        rig.until("refused", () -> guest.reset);

        assertThat(guest.established).isFalse();
        assertThat(network.connections()).isEmpty();
        assertThat(network.outsideWorld().peerOwes()).isFalse();
    }

    @Test
    void a_port_that_leads_nowhere_and_the_router_refuse_at_once() {
        assertThat(GuestTcp.connect(rig, GUEST, 50005, HOST, 9).reset).isFalse();
        rig.takeFrames();
        GuestTcp toNowhere = GuestTcp.connect(rig, GUEST, 50006, HOST, 9);
        GuestTcp toRouter = GuestTcp.connect(rig, GUEST, 50007, "192.168.0.1", PORT);
        rig.takeFrames();

        assertThat(toNowhere.reset).isTrue();
        assertThat(toRouter.reset).isTrue();
    }

    @Test
    void a_host_can_refuse_and_be_restored() {
        host.refuse();
        GuestTcp refused = GuestTcp.connect(rig, GUEST, 50008, HOST, PORT);
        rig.takeFrames();
        assertThat(refused.reset).isTrue();

        host.restore();
        assertThat(connected(50009).guest().established).isTrue();
    }

    @Test
    void a_silent_host_lets_connections_hang_and_nobody_owes_anything() {
        Pair pair = connected(50010);
        host.goSilent();
        pair.guest().send(bytes("lost"));
        GuestTcp hanging = GuestTcp.connect(rig, GUEST, 50011, HOST, PORT);
        rig.pass(Duration.ofSeconds(3));
        assertThat(hanging.established || hanging.reset).isFalse();
        assertThat(pair.guest().unsent()).isEqualTo(4);
        assertThat(network.outsideWorld().peerOwes()).isFalse();

        host.restore();
        rig.until("through again", () -> pair.guest().unsent() == 0);
    }

    @Test
    void connections_to_a_host_can_be_cut() {
        Pair pair = connected(50012);

        host.cutConnections();
        rig.until("reset", () -> pair.guest().reset);

        assertThatThrownBy(() -> pair.peer().getInputStream().read()).isInstanceOf(IOException.class);
        assertThat(network.connections()).isEmpty();
    }

    @Test
    void an_abrupt_end_of_the_peer_resets_the_guest() throws IOException {
        Pair pair = connected(50013);

        LoopbackPeer.reset(pair.peer());
        rig.until("reset", () -> pair.guest().reset);

        assertThat(network.outsideWorld().connected()).isFalse();
    }

    @Test
    void an_abrupt_end_of_the_guest_resets_the_peer() {
        Pair pair = connected(50014);

        pair.guest().reset();

        assertThatThrownBy(() -> pair.peer().getInputStream().read())
            .isInstanceOf(IOException.class).hasMessageContaining("reset");
        assertThat(network.connections()).isEmpty();
    }

    @Test
    void a_reset_far_outside_the_window_is_ignored() {
        Pair pair = connected(50015);

        pair.guest().segment(GuestTcp.RST, 0x7000_0000, new byte[0]);
        pair.guest().send(bytes("still here"));

        assertThat(LoopbackPeer.read(pair.peer(), 10).join()).isEqualTo(bytes("still here"));
    }

    // ---- slowness

    @Test
    void a_guest_that_does_not_read_stops_the_peer_and_a_reopened_window_starts_it_again() {
        Pair pair = connected(50016);
        GuestTcp guest = pair.guest();
        byte[] data = random(4_000_000, 4);
        guest.window = 0;
        guest.segment(GuestTcp.ACK, guest.unacknowledged(), new byte[0]);
        CompletableFuture<Void> writing = LoopbackPeer.write(pair.peer(), data);
        rig.pass(Duration.ofSeconds(1));
        int quiet = guest.segments;
        rig.until("probed", () -> {
            rig.pass(Duration.ofSeconds(1));
            return guest.segments > quiet + 5;
        });
        assertThat(guest.received.size()).isZero();
        assertThat(writing).isNotDone();
        assertThat(guest.reset).isFalse();

        guest.openWindow(60_000);
        rig.until("everything", () -> guest.received.size() == data.length);
        assertThat(guest.received.toByteArray()).isEqualTo(data);
    }

    @Test
    void a_peer_that_does_not_read_closes_the_window_of_the_guest() {
        Pair pair = connected(50017);
        byte[] data = random(4_000_000, 6);
        pair.guest().send(data);
        rig.until("window closed", () -> pair.guest().peerWindow == 0);
        rig.pass(Duration.ofSeconds(2));
        assertThat(pair.guest().unsent()).isPositive();
        assertThat(network.connections().get(0).bytesFromGuest()).isLessThan(data.length);

        CompletableFuture<byte[]> arrived = LoopbackPeer.read(pair.peer(), data.length);
        rig.until("everything", arrived::isDone);
        assertThat(arrived.join()).isEqualTo(data);
    }

    // ---- disorder

    @Test
    void data_out_of_order_is_dropped_and_data_seen_before_is_acknowledged_again() {
        Pair pair = connected(50018);
        GuestTcp guest = pair.guest();
        int at = guest.unacknowledged();

        guest.segment(GuestTcp.ACK, at + 3, bytes("DEF"));
        guest.segment(GuestTcp.ACK, at, bytes("ABC"));
        guest.segment(GuestTcp.ACK, at, bytes("ABC"));
        guest.segment(GuestTcp.ACK, at + 1, bytes("BCDEF"));

        assertThat(LoopbackPeer.read(pair.peer(), 6).join()).isEqualTo(bytes("ABCDEF"));
        rig.takeFrames();
        assertThat(guest.unacknowledged()).isEqualTo(at + 6);
        assertThat(network.connections().get(0).bytesFromGuest()).isEqualTo(6);
    }

    @Test
    void three_duplicate_acknowledgements_bring_the_lost_segment_without_a_time_out() {
        Pair pair = connected(50019);
        pair.guest().window = 10 * 536;
        pair.guest().segment(GuestTcp.ACK, pair.guest().unacknowledged(), new byte[0]);
        int[] data = {0};
        network.lose((direction, over, frame) ->
            direction == FrameTap.Direction.TO_GUEST && frame.length > 500 && data[0]++ == 0);
        long before = rig.clock.nanos();
        LoopbackPeer.write(pair.peer(), random(5 * 536, 8));

        rig.until("all", () -> {
            rig.runPosted();
            rig.takeFrames();
            return pair.guest().received.size() == 5 * 536;
        });

        assertThat(pair.guest().received.toByteArray()).isEqualTo(random(5 * 536, 8));
        assertThat(data[0]).isGreaterThan(5);
        assertThat(rig.clock.nanos() - before).as("guest time").isLessThan(1_000_000_000L);
    }

    @Test
    void a_guest_that_never_answers_loses_the_connection_in_the_end() throws IOException {
        Pair pair = connected(50020);
        pair.guest().acknowledging = false;
        pair.peer().getOutputStream().write(1);
        rig.until("sent", () -> pair.guest().segments > 1);

        rig.pass(Duration.ofMinutes(5));

        assertThat(pair.guest().reset).isTrue();
        assertThat(network.connections()).isEmpty();
        assertThatThrownBy(() -> pair.peer().getInputStream().read()).isInstanceOf(IOException.class);
    }

    @Test
    void a_segment_without_a_connection_is_answered_by_a_reset() {
        GuestTcp stray = GuestTcp.connect(rig, GUEST, 50021, HOST, 9);
        rig.takeFrames();
        stray.reset = false;

        stray.segment(GuestTcp.ACK, 77, bytes("?"));
        rig.takeFrames();

        assertThat(stray.reset).isTrue();
    }

    @Test
    void a_board_that_was_reset_may_use_the_same_port_again() {
        Pair before = connected(50022);
        rig.nic.reset();
        assertThat(network.outsideWorld().connected()).isFalse();
        rig.associated();

        CompletableFuture<Socket> accepted = peer.accept();
        GuestTcp again = GuestTcp.connect(rig, GUEST, 50022, HOST, PORT, 999_000);
        rig.until("established", () -> again.established && accepted.isDone());

        assertThatThrownBy(() -> before.peer().getInputStream().read()).isInstanceOf(IOException.class);
        again.send(bytes("new"));
        assertThat(LoopbackPeer.read(accepted.join(), 3).join()).isEqualTo(bytes("new"));
    }

    @Test
    void what_a_reset_left_half_open_ends_after_a_minute() throws IOException {
        Pair pair = connected(50023);
        rig.nic.reset();
        pair.peer().setSoTimeout(1);
        rig.pass(Duration.ofSeconds(30));
        assertThat(network.connections()).hasSize(1);

        rig.pass(Duration.ofSeconds(40));

        assertThat(network.connections()).isEmpty();
    }

    // ---- the pacer, snapshots

    @Test
    void a_peer_owes_from_question_to_answer() throws IOException {
        Pair pair = connected(50024);
        assertThat(network.outsideWorld().connected()).isTrue();
        assertThat(network.outsideWorld().peerOwes()).isFalse();
        long questions = network.outsideWorld().questions();

        pair.guest().send(bytes("?"));
        assertThat(network.outsideWorld().peerOwes()).isTrue();
        assertThat(network.outsideWorld().questions()).isEqualTo(questions + 1);
        pair.peer().getOutputStream().write('!');
        rig.until("answered", () -> pair.guest().received.size() == 1);

        assertThat(network.outsideWorld().peerOwes()).isFalse();
    }

    @Test
    void a_snapshot_is_refused_while_a_connection_is_open() {
        connected(50025);

        assertThatThrownBy(() -> rig.nic.save(new DataOutputStream(OutputStream.nullOutputStream())))
            .isInstanceOf(IOException.class)
            .hasMessageContaining("broker.test:1883").hasMessageContaining("192.168.0.100:50025");
    }

    @Test
    void another_board_takes_the_network_over() {
        Pair pair = connected(50026);

        Rig second = new Rig(network).associated();
        rig.send(Frames.arpRequest(Rig.MAC, GUEST, "192.168.0.1"));
        second.send(Frames.arpRequest(Rig.MAC, GUEST, "192.168.0.1"));

        assertThat(rig.takeInbox()).noneMatch(frame -> Frames.u16(frame, 12) == 0x0806);
        assertThat(second.takeInbox()).hasSize(1);
        assertThatThrownBy(() -> pair.peer().getInputStream().read()).isInstanceOf(IOException.class);
    }

    @Test
    void endpoints_off_this_machine_are_not_accepted() {
        assertThatThrownBy(() -> host.map(80, new InetSocketAddress("192.0.2.1", 80)))
            .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("never leaves this machine");
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
