package dev.espalier.emulator.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.emulator.net.wire.MacAddress;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NicTest {

    private static final String GUEST = "192.168.0.100";
    private static final String ROUTER = "192.168.0.1";
    private static final byte[] QUESTION = Frames.arpRequest(Rig.MAC, GUEST, ROUTER);

    private final VirtualNetwork network = VirtualNetwork.standard();
    private final Rig rig = new Rig(network);

    @AfterEach
    void close() {
        network.close();
    }

    @Test
    void identity_and_addresses_can_be_read() {
        assertThat(rig.read(0x00)).isEqualTo(0x45535031);
        assertThat(rig.read(0x28)).isEqualTo(0x127fcf5c);
        assertThat(rig.read(0x2C)).isEqualTo(0x5634);
        assertThat(rig.read(0x40)).isEqualTo(0x127fcf5e);
        assertThat(rig.read(0x44)).isEqualTo(0x5634);
        assertThat(rig.read(0x20)).isZero();
        assertThat(rig.nic.name()).isEqualTo("NIC");
    }

    @Test
    void association_takes_a_while_and_tells_channel_strength_and_bssid() {
        rig.write(Nic.INT_ENABLE, 2);
        rig.connect("espalier", "hil-bench");

        assertThat(rig.read(Nic.STA_STATUS)).isEqualTo(1);
        rig.pass(Duration.ofMillis(100));
        assertThat(rig.read(Nic.STA_STATUS)).isEqualTo(1);
        rig.write(Nic.INT_CLEAR, 2);
        assertThat(rig.interrupt).isFalse();
        rig.pass(Duration.ofSeconds(1));

        assertThat(rig.read(Nic.STA_STATUS)).isEqualTo(5);
        assertThat(rig.interrupt).isTrue();
        assertThat(rig.read(Nic.STA_RSSI)).isEqualTo(-55);
        assertThat(rig.read(Nic.STA_CHANNEL)).isEqualTo(6);
        assertThat(rig.read(Nic.STA_BSSID)).isEqualTo(0x50534502);
        assertThat(rig.read(Nic.STA_BSSID_HIGH)).isEqualTo(0x0100);
        rig.write(Nic.INT_CLEAR, 2);
        assertThat(rig.interrupt).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"espalier,wrong-password,2", "nobody,hil-bench,3", "espalier,hil-bench,5", "open,'',5", "open,anything1,5"})
    void the_access_point_decides(String ssid, String password, int status) {
        network.accessPoint(AccessPoint.of("open", ""));

        rig.connect(ssid, password);
        rig.pass(Duration.ofSeconds(1));

        assertThat(rig.read(Nic.STA_STATUS)).isEqualTo(status);
    }

    @Test
    void an_access_point_that_takes_any_name_lets_in_whoever_asks_but_not_under_a_known_name() {
        network.takeAnyName(true);

        rig.connect("somebody's home", "whatever it is");
        rig.pass(Duration.ofSeconds(1));

        assertThat(network.station()).isEqualTo(new StationStatus(1, "somebody's home", StationStatus.Refusal.NONE, 1, true, 0));

        rig.connect("espalier", "wrong-password");
        rig.pass(Duration.ofSeconds(1));

        assertThat(network.station())
            .isEqualTo(new StationStatus(2, "espalier", StationStatus.Refusal.WRONG_PASSWORD, 1, false, 0));
    }

    @Test
    void who_says_whom_it_looks_for_finds_it_in_the_air_where_any_name_is_taken() {
        rig.connect("nobody", "");
        rig.write(Nic.STA_COMMAND, 2);
        rig.text(Nic.STA_SSID, Rig.TEXTS, "somebody's home");
        rig.text(Nic.STA_PASS, Rig.TEXTS + 64, "whatever it is");

        rig.write(Nic.STA_COMMAND, 3);

        assertThat(rig.read(Nic.SCAN_COUNT)).isEqualTo(1);
        assertThat(network.station().ssid()).isEqualTo("somebody's home");
        assertThat(network.station().refusal()).isEqualTo(StationStatus.Refusal.NO_SUCH_NAME);

        network.takeAnyName(true);
        rig.write(Nic.STA_COMMAND, 3);

        assertThat(rig.read(Nic.SCAN_COUNT)).isEqualTo(2);
        rig.write(Nic.SCAN_SELECT, 1);
        assertThat(rig.read(Nic.SCAN_PROTECTED)).isEqualTo(1);
        network.loseAccessPoints();
        assertThat(rig.read(Nic.SCAN_COUNT)).isZero();
    }

    @Test
    void onlookers_see_who_is_refused_who_is_in_and_how_much_it_says() {
        assertThat(network.station().attempts()).isZero();

        rig.connect("nobody", "hil-bench");
        rig.pass(Duration.ofSeconds(1));

        assertThat(network.station()).isEqualTo(new StationStatus(1, "nobody", StationStatus.Refusal.NO_SUCH_NAME, 0, false, 0));

        rig.associated();
        rig.send(QUESTION);
        rig.send(QUESTION);

        assertThat(network.station()).isEqualTo(new StationStatus(2, "espalier", StationStatus.Refusal.NONE, 1, true, 2));
    }

    @Test
    void when_all_access_points_fall_silent_nobody_is_in_and_nobody_gets_in_until_they_are_back() {
        network.takeAnyName(true);
        rig.associated();

        network.loseAccessPoints();
        rig.pass(Duration.ofSeconds(1));

        assertThat(rig.read(Nic.STA_STATUS)).isEqualTo(4);
        rig.connect("somebody's home", "");
        rig.pass(Duration.ofSeconds(1));
        assertThat(rig.read(Nic.STA_STATUS)).isEqualTo(3);

        network.bringBackAccessPoints();
        rig.connect("somebody's home", "");
        rig.pass(Duration.ofSeconds(1));

        assertThat(network.station()).isEqualTo(new StationStatus(3, "somebody's home", StationStatus.Refusal.NONE, 2, true, 0));
    }

    @Test
    void the_station_must_be_switched_on_to_connect() {
        rig.text(Nic.STA_SSID, Rig.TEXTS, "espalier");
        rig.write(Nic.STA_COMMAND, 1);

        assertThat(rig.read(Nic.STA_STATUS)).isZero();
    }

    @Test
    void an_access_point_that_is_lost_takes_the_link_and_gives_it_back_on_request() {
        rig.associated();
        rig.write(Nic.INT_CLEAR, 2);

        network.loseAccessPoint("espalier");
        rig.runPosted();
        assertThat(rig.read(Nic.STA_STATUS)).isEqualTo(4);
        assertThat(rig.read(Nic.INT_STATUS)).isEqualTo(2);
        rig.send(QUESTION);
        assertThat(rig.takeInbox()).isEmpty();
        rig.associated();
        assertThat(rig.read(Nic.STA_STATUS)).isEqualTo(3);

        network.bringBackAccessPoint("espalier");
        rig.associated();
        assertThat(rig.read(Nic.STA_STATUS)).isEqualTo(5);
        rig.send(QUESTION);
        assertThat(rig.takeInbox()).hasSize(1);
    }

    @Test
    void strength_follows_the_access_point() {
        rig.associated();

        network.accessPoint(AccessPoint.DEFAULT.withRssi(-88).withChannel(11));
        rig.runPosted();

        assertThat(rig.read(Nic.STA_RSSI)).isEqualTo(-88);
        assertThat(rig.read(Nic.STA_CHANNEL)).isEqualTo(11);
        assertThat(rig.read(Nic.STA_STATUS)).isEqualTo(5);
    }

    @Test
    void disconnecting_ends_the_association() {
        rig.associated();

        rig.write(Nic.STA_COMMAND, 2);

        assertThat(rig.read(Nic.STA_STATUS)).isZero();
        rig.send(QUESTION);
        assertThat(rig.takeInbox()).isEmpty();
    }

    @Test
    void a_waiting_frame_holds_the_interrupt_until_the_queue_is_empty() {
        rig.associated();
        rig.write(Nic.INT_ENABLE, 1);
        rig.send(QUESTION);
        rig.send(QUESTION);

        assertThat(rig.interrupt).isTrue();
        assertThat(rig.read(Nic.INT_STATUS) & 1).isEqualTo(1);
        assertThat(rig.read(Nic.RX_LENGTH)).isEqualTo(42);
        rig.write(Nic.RX_COMMAND, 2);
        assertThat(rig.interrupt).isTrue();
        rig.write(Nic.RX_COMMAND, 2);
        assertThat(rig.interrupt).isFalse();
        assertThat(rig.read(Nic.RX_LENGTH)).isZero();
    }

    @Test
    void the_queue_holds_sixteen_frames_and_drops_the_rest() {
        rig.associated();
        for (int i = 0; i < 20; i++) {
            rig.send(QUESTION);
        }

        assertThat(rig.takeInbox()).hasSize(16);
    }

    @Test
    void a_frame_that_is_too_long_for_the_buffer_is_dropped_and_the_buffer_kept() {
        rig.associated();
        rig.memory.store32(Rig.RX_BUFFER, 0x12345678);
        rig.send(QUESTION);
        rig.write(Nic.RX_ADDRESS, Rig.RX_BUFFER);
        rig.write(Nic.RX_CAPACITY, 41);
        rig.write(Nic.RX_COMMAND, 1);

        assertThat(rig.read(Nic.RX_LENGTH)).isZero();
        assertThat(rig.memory.load32(Rig.RX_BUFFER)).isEqualTo(0x12345678);
    }

    @ParameterizedTest
    @ValueSource(longs = {0x3FFE_7FFFL, 0x4000_0000L, 0x3FFF_FFF0L, 0x4010_0000L, 0x6000_0000L, 0xFFFF_FFF0L, 0})
    void dma_outside_dram_moves_nothing(long address) {
        rig.associated();
        rig.write(Nic.TX_ADDRESS, (int) address);
        rig.write(Nic.TX_LENGTH, 42);
        rig.write(Nic.TX_COMMAND, 0);
        rig.send(QUESTION);
        rig.write(Nic.RX_ADDRESS, (int) address);
        rig.write(Nic.RX_CAPACITY, 1514);
        rig.write(Nic.RX_COMMAND, 1);

        assertThat(rig.read(Nic.RX_LENGTH)).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 13, 1515, 1 << 20})
    void a_frame_of_impossible_length_is_not_sent(int length) {
        rig.associated();
        int[] seen = {0};
        network.addTap((direction, over, nanos, bytes) -> seen[0]++);
        rig.write(Nic.TX_ADDRESS, Rig.TX_BUFFER);
        rig.write(Nic.TX_LENGTH, length);
        rig.write(Nic.TX_COMMAND, 0);

        assertThat(seen[0]).isZero();
    }

    @Test
    void a_reset_clears_registers_queue_and_association() {
        rig.associated();
        rig.write(Nic.INT_ENABLE, 7);
        rig.send(QUESTION);

        rig.nic.reset();

        assertThat(rig.interrupt).isFalse();
        assertThat(rig.read(Nic.RX_LENGTH)).isZero();
        assertThat(rig.read(Nic.STA_STATUS)).isZero();
        assertThat(rig.read(Nic.INT_ENABLE)).isZero();
        assertThat(rig.read(Nic.INT_STATUS)).isZero();
        assertThat(network.boardAddress()).isEmpty();
    }

    @Test
    void what_was_saved_goes_on_after_loading() throws IOException {
        rig.connect("espalier", "hil-bench");
        rig.write(Nic.INT_ENABLE, 1);
        rig.pass(Duration.ofMillis(300));
        byte[] connecting = save();
        rig.pass(Duration.ofSeconds(1));
        rig.send(QUESTION);
        byte[] associated = save();
        rig.nic.reset();

        load(connecting);
        assertThat(rig.read(Nic.STA_STATUS)).isEqualTo(1);
        rig.pass(Duration.ofMillis(500));
        assertThat(rig.read(Nic.STA_STATUS)).isEqualTo(5);
        assertThat(rig.read(Nic.RX_LENGTH)).isZero();

        load(associated);
        assertThat(rig.interrupt).isTrue();
        assertThat(rig.read(Nic.RX_LENGTH)).isEqualTo(42);
        assertThat(network.boardAddress()).hasToString("Optional[" + GUEST + "]");
    }

    @Test
    void an_association_cannot_be_restored_without_its_access_point() throws IOException {
        rig.associated();
        byte[] saved = save();
        network.loseAccessPoint("espalier");

        load(saved);

        assertThat(rig.read(Nic.STA_STATUS)).isEqualTo(4);
    }

    private byte[] save() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        rig.nic.save(out);
        rig.clock.save(out);
        return bytes.toByteArray();
    }

    private void load(byte[] saved) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(saved));
        rig.nic.load(in);
        rig.clock.load(in);
        assertThat(in.available()).isZero();
    }

    @Test
    void a_scan_lists_what_is_within_hearing_by_name() {
        network.accessPoint(new AccessPoint("attic", "", 11, -80, MacAddress.parse("02:45:53:50:01:02")));
        rig.write(Nic.SCAN_SSID, Rig.TEXTS);

        assertThat(rig.read(Nic.SCAN_COUNT)).isEqualTo(2);
        assertThat(scanned(0)).isEqualTo("attic 11 -80 0 50534502 0201");
        assertThat(scanned(1)).isEqualTo("espalier 6 -55 1 50534502 0100");
        assertThat(scanned(2)).isEqualTo(" 0 0 0 00000000 0000");
        assertThat(scanned(-1)).isEqualTo(" 0 0 0 00000000 0000");
        network.loseAccessPoint("attic");
        assertThat(rig.read(Nic.SCAN_COUNT)).isEqualTo(1);
        assertThat(scanned(0)).startsWith("espalier ");
    }

    private String scanned(int index) {
        rig.write(Nic.SCAN_SELECT, index);
        rig.write(Nic.SCAN_COMMAND, 1);
        StringBuilder name = new StringBuilder();
        for (int at = Rig.TEXTS; rig.memory.load8(at) != 0; at++) {
            name.append((char) rig.memory.load8(at));
        }
        return "%s %d %d %d %08x %04x".formatted(name, rig.read(Nic.SCAN_CHANNEL), rig.read(Nic.SCAN_RSSI),
            rig.read(Nic.SCAN_PROTECTED), rig.read(Nic.SCAN_BSSID), rig.read(Nic.SCAN_BSSID_HIGH));
    }

    @Test
    void a_frame_may_be_handed_over_in_pieces() {
        rig.associated();
        append(QUESTION, 0, 13);
        append(QUESTION, 13, 13);
        append(QUESTION, 13, 20);

        place(QUESTION, 20, QUESTION.length);
        rig.write(Nic.TX_COMMAND, 0);

        rig.pass(Duration.ofMillis(20));
        assertThat(rig.onlyFrame()).hasSizeGreaterThanOrEqualTo(42);
    }

    @Test
    void a_piece_that_cannot_be_taken_spoils_its_frame_and_no_other() {
        rig.associated();
        append(QUESTION, 0, 20);
        append(new byte[1500], 0, 1500);
        place(QUESTION, 20, QUESTION.length);
        rig.write(Nic.TX_COMMAND, 0);
        append(QUESTION, 0, 20);
        rig.write(Nic.TX_ADDRESS, 0x4020_1000);
        rig.write(Nic.TX_APPEND, 1);
        place(QUESTION, 20, QUESTION.length);
        rig.write(Nic.TX_COMMAND, 0);
        rig.pass(Duration.ofMillis(20));
        assertThat(rig.takeInbox()).isEmpty();

        rig.send(QUESTION);

        rig.pass(Duration.ofMillis(20));
        assertThat(rig.onlyFrame()).hasSizeGreaterThanOrEqualTo(42);
    }

    @Test
    void the_soft_aps_client_is_known_beforehand() {
        assertThat(rig.read(Nic.AP_CLIENT)).isEqualTo(0x50534502);
        assertThat(rig.read(Nic.AP_CLIENT_HIGH)).isEqualTo(0x0200);
    }

    private void append(byte[] frame, int from, int to) {
        place(frame, from, to);
        rig.write(Nic.TX_APPEND, 1);
    }

    private void place(byte[] frame, int from, int to) {
        for (int i = from; i < to; i++) {
            rig.memory.store8(Rig.TX_BUFFER + i - from, frame[i]);
        }
        rig.write(Nic.TX_ADDRESS, Rig.TX_BUFFER);
        rig.write(Nic.TX_LENGTH, to - from);
    }
}
