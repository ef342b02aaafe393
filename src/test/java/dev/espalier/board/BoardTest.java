package dev.espalier.board;

import static dev.espalier.assertions.EspalierAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.transcript.CrashReader;
import dev.espalier.configpage.ConfigPage;
import dev.espalier.configpage.Form;
import dev.espalier.configpage.HttpReply;
import dev.espalier.eeprom.EepromImage;
import dev.espalier.emulator.VirtualEsp8266;
import dev.espalier.emulator.net.VirtualNetwork;
import dev.espalier.flasher.FlashPlan;
import dev.espalier.image.ElfFile;
import dev.espalier.image.FlashImage;
import dev.espalier.profile.Profile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A board on a bench, with the bundled firmware: everything real but the silicon. */
class BoardTest {

    private static final Path TRANSCRIPT = Path.of("target/espalier/board-test.log");

    private static VirtualNetwork network;
    private static VirtualEsp8266 chip;
    private static Board board;

    @BeforeAll
    static void flash() throws IOException {
        network = VirtualNetwork.standard();
        chip = VirtualEsp8266.builder().network(network).start();
        ElfFile elf = ElfFile.read(Path.of("firmware/images/tls-node.elf"));
        board = Board.on(chip.link(), Profile.read(Path.of("fixtures/profiles/tls-node.yaml")),
            BoardSetup.of(new VirtualSurroundings(network)).transcript(TRANSCRIPT).crashReader(CrashReader.naming(elf::symbolAt)));
        FlashImage image = FlashImage.read(Path.of("firmware/images/tls-node.bin"));
        elf.requireBelongsTo(image);
        board.flash(image);
    }

    @AfterAll
    static void close() throws IOException {
        board.close();
        chip.close();
        network.close();
    }

    @Test
    void a_provisioned_board_boots_into_its_mode_and_shows_its_cells_on_the_page() {
        board.provision(e -> e.mode("config").set("clientId", "node-7")).reset();

        assertThat(board).bootsInto("config").hasNoUnexpectedReset();
        Form form = board.configPage().form(board.profile().page().orElseThrow().fields().keySet());

        assertThat(form.value("mqtt_ci")).isEqualTo("node-7");
        assertThat(form.value("ssid")).isEqualTo("espalier");
        assertThat(form.value("password")).isEmpty();
        assertThat(form.value("ip_3")).isEqualTo("133");
    }

    @Test
    void a_change_saved_on_the_page_changes_exactly_that_cell() {
        board.provision(e -> e.mode("config")).reset();
        assertThat(board).bootsInto("config");

        HttpReply reply = board.configPage().save(Map.of("mqtt_ci", "renamed"));

        assertThat(reply.text()).contains(board.profile().page().orElseThrow().saved());
        EepromImage after = board.eeprom();
        assertThat(after).isValid().hasCell("clientId", "renamed").changedExactly(board.provisioned(), "clientId");
    }

    @Test
    void a_board_that_resets_itself_on_request_is_awaited() {
        board.provision(e -> e.mode("config")).reset();
        assertThat(board).bootsInto("config");
        ConfigPage page = board.configPage();

        board.expectReset();
        page.reset();

        assertThat(board).bootsInto("config").hasNoUnexpectedReset();
    }

    @Test
    void what_stands_behind_the_settings_in_their_sector_is_there_until_the_sector_is_erased() {
        Profile.Eeprom eeprom = board.profile().eeprom();
        int end = eeprom.offset() + FlashPlan.SECTOR;
        board.provision(e -> e.mode("config").sectorEnd(new byte[] {1, 2, 3})).reset();
        assertThat(board).bootsInto("config");

        assertThat(board.readFlash(end - 4, 4)).containsExactly(0xFF, 1, 2, 3);
        assertThat(board.eeprom().isValid()).isTrue();
        board.provision(e -> e.mode("config"));
        assertThat(board.readFlash(end - 4, 4)).containsOnly(0xFF);
        assertThatThrownBy(() -> board.provision(e -> e.sectorEnd(new byte[FlashPlan.SECTOR - eeprom.layout().size() + 1])))
            .hasMessage("3585 bytes do not fit behind the settings");
    }

    @Test
    void an_erased_sector_is_noticed() {
        board.provision(e -> e.erased()).reset();

        assertThat(board).says(board.profile().eeprom().notInitialised().orElseThrow(), Duration.ofSeconds(5));
    }

    @Test
    void the_transcript_on_disk_holds_what_was_provisioned_without_the_secrets() throws IOException {
        board.provision(e -> e.mode("config"));

        assertThat(Files.readString(TRANSCRIPT)).contains("# provisioned for mode config, sector valid, journal erased",
            "ssid=espalier, password=***").doesNotContain("hil-bench");
    }
}
