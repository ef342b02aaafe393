package dev.espalier.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.console.Console;
import dev.espalier.console.ConsoleSettings;
import dev.espalier.emulator.net.AccessPoint;
import dev.espalier.emulator.net.VirtualNetwork;
import dev.espalier.emulator.net.wire.MacAddress;
import dev.espalier.emulator.vendor.GuestSymbols;
import dev.espalier.emulator.vendor.RadioBoundaries;
import dev.espalier.emulator.vendor.RadioBoundary;
import dev.espalier.image.ElfFile;
import dev.espalier.transcript.TranscriptLine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The radio's driver in the mask ROM, seen from above: {@code firmware/radio-probe} has the names of the
 * vendor's libraries, calls the driver as they do and prints what it is given.
 */
@Timeout(120)
class RadioDriverTest {

    private static final Path IMAGE = Path.of("firmware/images/radio-probe.bin");
    private static final Path ELF = Path.of("firmware/images/radio-probe.elf");
    private static final String VERSION = "2.2.1(cfd48f3)";
    private static final Duration SOON = Duration.ofSeconds(15);
    private static final String AP = "espalier";

    private final VirtualNetwork network = VirtualNetwork.standard();
    private VirtualEsp8266 board;
    private Console console;

    @BeforeEach
    void start() throws IOException {
        network.accessPoint(new AccessPoint("free for all", "", 1, -70, MacAddress.parse("02:45:53:50:01:09")));
        start(RadioBoundaries.of(RadioBoundary.of(new Probe(ElfFile.read(ELF)))));
    }

    private void start(RadioBoundaries radio) throws IOException {
        board = VirtualEsp8266.builder().flash(Files.readAllBytes(IMAGE)).network(network).radio(radio).start();
        console = Console.open(board.link(), ConsoleSettings.of(74_880, 115_200));
        expect("^probe ready 0$");
    }

    @AfterEach
    void close() throws IOException {
        console.close();
        board.close();
        network.close();
    }

    /** The probe's symbols, and the version text of the SDK that it stands in for. */
    private record Probe(ElfFile elf) implements GuestSymbols {

        @Override
        public OptionalInt addressOf(String symbol) {
            return elf.addressOf(symbol).map(OptionalInt::of).orElse(OptionalInt.empty());
        }

        @Override
        public byte[] bytesAt(int address, int length) {
            return elf.bytesAt(address, length);
        }

        @Override
        public boolean holdsText(String text) {
            return text.equals(VERSION);
        }
    }

    /** Another build of the probe: everything lies elsewhere. */
    private record OtherBuild(Probe probe) implements GuestSymbols {

        private static final int FURTHER = 0x40;

        @Override
        public OptionalInt addressOf(String symbol) {
            OptionalInt address = probe.addressOf(symbol);
            return address.isPresent() ? OptionalInt.of(address.getAsInt() + FURTHER) : address;
        }

        @Override
        public byte[] bytesAt(int address, int length) {
            return probe.bytesAt(address - FURTHER, length);
        }

        @Override
        public boolean holdsText(String text) {
            return probe.holdsText(text);
        }
    }

    @Test
    void of_several_builds_the_one_that_is_in_flash_is_found_whichever_was_named_first() throws IOException {
        Probe probe = new Probe(ElfFile.read(ELF));
        console.close();
        board.close();

        start(RadioBoundaries.of(List.of(new OtherBuild(probe), probe)));
        console.send("i");

        expect("^rssi 31 beacon in 100 silent 1 analog 0 supply \\d+ settings 1 table 1$");
        assertThat(console.lines()).extracting(TranscriptLine::text).noneMatch(line -> line.contains("not redirected"));
        associate();
    }

    @Test
    void the_physical_layer_is_replaced_and_its_settings_and_rom_table_are_where_others_look() {
        console.send("i");

        expect("^rssi 31 beacon in 100 silent 1 analog 0 supply \\d+ settings 1 table 1$");
        assertThat(console.lines()).extracting(TranscriptLine::text).noneMatch(line -> line.contains("not redirected"));
    }

    @Test
    void a_frame_is_acknowledged_at_once_with_its_check_sequence_counted() {
        console.send("p");

        expect("^done 40 status 1 body 10$");
        expect("^posted 4$");
        expect("^ppTxPkt 0$");
    }

    @Test
    void access_points_answer_a_probe_on_their_own_channel() {
        console.send("p");
        expect("^station gets 50 from 0201 to 5c56 rssi -55 ssid espalier channel 6 rsn on 6$");

        console.send("np");
        expect("^channel 1$");
        expect("^station gets 50 from 0209 to 5c56 rssi -70 ssid free for all channel 1 on 1$");

        assertThat(console.lines()).filteredOn(line -> line.text().startsWith("station gets")).hasSize(2);
    }

    @Test
    void a_station_is_authenticated_associated_and_let_through_without_a_handshake() {
        associate();

        console.send("i");
        expect("^rssi -55 ");
    }

    @Test
    void a_wrong_password_ends_in_a_deauthentication_for_the_handshakes_time_out() {
        console.send("wa");
        expect("^station gets b0 from 0201 to 5c56 rssi -55 step 2 status 0 on 6$");

        console.send("c");

        expect("^station gets 10 .* status 0 ");
        expect("^station gets c0 .* reason 15 ");
        assertThat(console.lines()).extracting(TranscriptLine::text).doesNotContain("auth done");
    }

    @Test
    void an_access_point_that_is_gone_does_not_answer() {
        console.send("a");
        expect("^station gets b0 ");
        network.loseAccessPoint(AP);

        console.send("acpnp");

        expect("^channel 1$");
        expect("^station gets 50 .* ssid free for all ");
        assertThat(console.lines()).filteredOn(line -> line.text().startsWith("station gets")).hasSize(2);
    }

    @Test
    void packets_go_out_in_pieces_and_come_in_whole() {
        associate();

        console.send("t");

        expect("^output 0 pbufs out 0$");
        expect("^packet on 0 type 0806 kind 2$");
    }

    @Test
    void packets_of_a_station_that_is_not_associated_are_refused() {
        console.send("t");

        expect("^output 1 pbufs out 1$");
    }

    @Test
    void a_lost_access_point_is_left_to_the_sdks_own_timer_of_beacons() {
        associate();

        network.loseAccessPoint(AP);

        expect("^beacon timer disarmed$");
        expect("^beacon timer armed for 6000 0 1$");
        console.send("pi");
        expect("^rssi 31 ");
        assertThat(console.lines()).extracting(TranscriptLine::text).noneMatch(line -> line.startsWith("station gets 50"));
    }

    @Test
    void a_station_that_leaves_may_come_again() {
        associate();
        console.send("di");
        expect("^done a0 ");
        expect("^rssi 31 ");

        associate();
    }

    @Test
    void a_client_joins_the_soft_ap_by_frames_and_gets_packets_through() {
        console.send("S");
        expect("^policy 1$");
        network.joinSoftAp("probe-ap", "probe-secret");

        expect("^soft ap gets b0 from 0202 to 5e56 rssi -40 step 1 status 0 ");
        expect("^soft ap gets 00 from 0202 to 5e56 rssi -40 ssid probe-ap rsn ");
        expect("^packet on 1 type 0800 ");
        console.send("k");
        expect("^client known 1 authorized 1 handshake 0$");
        assertThat(network.softAp().joined()).isTrue();

        network.leaveSoftAp();
        expect("^soft ap gets a0 from 0202 to 5e56 .* reason 8 ");
    }

    @Test
    void a_client_that_the_sdk_sends_away_comes_back_with_the_next_beacon_at_the_latest() {
        console.send("S");
        network.joinSoftAp();
        expect("^soft ap gets 00 ");

        console.send("KB");

        expect("^done c0 ");
        expect("^soft ap gets b0 ");
        expect("^soft ap gets 00 ");
    }

    @Test
    void the_soft_aps_password_is_asked_for() {
        console.send("S");
        expect("^policy 1$");

        network.joinSoftAp("probe-ap", "another-secret");

        console.send("k");
        expect("^client known 0 ");
        assertThat(network.softAp().ssid()).isEqualTo("probe-ap");
        assertThat(network.softAp().joined()).isFalse();
    }

    @Test
    void a_soft_ap_that_is_switched_off_has_no_client() {
        console.send("S");
        network.joinSoftAp();
        expect("^soft ap gets 00 ");

        console.send("Xk");

        expect("^client known ");
        assertThat(network.softAp().running()).isFalse();
        assertThat(network.softAp().joined()).isFalse();
    }

    @Test
    void software_that_starts_again_without_a_reset_finds_no_association_and_no_soft_ap() {
        associate();
        console.send("S");
        network.joinSoftAp();
        expect("^packet on 1 type 0800 ");

        console.send("Zi");

        expect("^started again 0$");
        expect("^rssi 31 ");
        assertThat(network.softAp().running()).isFalse();
        associate();
    }

    private void associate() {
        console.send("a");
        expect("^station gets b0 from 0201 to 5c56 rssi -55 step 2 status 0 on 6$");
        console.send("c");
        expect("^station gets 10 from 0201 to 5c56 rssi -55 status 0 id 1 on 6$");
        expect("^auth done$");
    }

    private void expect(String pattern) {
        console.expect(pattern, console.within(SOON));
    }
}
