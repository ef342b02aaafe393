package dev.espalier.flasher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FlasherTest {

    private static final FlasherSettings QUICK = new FlasherSettings(List.of(460_800, 115_200), 7, pause -> { });

    private final ScriptedRom rom = new ScriptedRom();
    private final Flasher flasher = new Flasher(rom.link, QUICK, Progress.none());

    @Test
    void the_chip_that_answers_is_named_by_mac_flash_and_baud() {
        ChipInfo chip = flasher.connect();

        assertThat(chip).isEqualTo(new ChipInfo("5c:cf:7f:12:34:56", 0x123456, 0x1640EF, 4 << 20, 460_800));
    }

    @Test
    void the_first_attempt_passes_through_both_lines_asserted() {
        flasher.connect();

        assertThat(rom.link.lineChanges()).startsWith("dr", "DR", "dR", "Dr", "dr");
    }

    @Test
    void a_board_that_misses_two_resets_is_found_at_the_third() {
        rom.deafResets = 5;

        flasher.connect();

        assertThat(rom.link.lineChanges()).containsSubsequence("dR", "dR", "dR");
    }

    @Test
    void a_cable_that_only_carries_115200_is_found_by_falling_back() {
        rom.onlyBaud = 115_200;

        assertThat(flasher.connect().baud()).isEqualTo(115_200);
    }

    @Test
    void a_port_where_nothing_answers_is_a_fault_of_the_bench() {
        rom.silent = true;

        assertThatThrownBy(flasher::connect).isInstanceOf(LoaderException.class)
            .hasMessage("wanted: the ESP8266 boot loader on pipe; seen: no answer to 7 resets with 5 syncs each, at 460800 and "
                + "115200 baud; try: check that this is the board's port, its supply, and that DTR and RTS reach GPIO0 and "
                + "RST; on a board without them hold GPIO0 low and reset it by hand");
    }

    @Test
    void another_chip_is_refused() {
        rom.registers.put(0x40001000, 0x00F01D83);

        assertThatThrownBy(flasher::connect).hasMessage("wanted: an ESP8266 (magic 0xfff0c101) on pipe; seen: the chip's magic is "
            + "0x00f01d83; try: this is another Espressif chip: take an ESP8266");
    }

    @Test
    void a_plan_is_written_and_nothing_around_it_is_touched() {
        byte[] image = random(70_001);
        byte[] sector = random(512);
        flasher.connect();

        flasher.write(FlashPlan.empty().write("image", 0, image).write("eeprom", 0x3FB000, sector)
            .erase("journal", 0x3FA000, 0x1000));

        assertThat(Arrays.copyOf(rom.flash, image.length)).isEqualTo(image);
        assertThat(Arrays.copyOfRange(rom.flash, 0x3FB000, 0x3FB200)).isEqualTo(sector);
        assertThat(rom.flash[0x3FA000]).isEqualTo((byte) 0xFF);
        assertThat(rom.flash[0x12000]).as("behind the image").isZero();
        assertThat(rom.flash[0x3F9FFF]).as("before the journal").isZero();
        assertThat(rom.flash[0x3FC000]).as("behind the EEPROM").isZero();
    }

    @Test
    void any_range_can_be_read_back() {
        byte[] image = random(4096);
        System.arraycopy(image, 0, rom.flash, 0x3FB000, 4096);
        flasher.connect();

        byte[] read = flasher.read(0x3FB003, 101);

        assertThat(read).isEqualTo(Arrays.copyOfRange(image, 3, 104));
    }

    @Test
    void a_block_damaged_on_the_wire_is_sent_again() {
        rom.damagedBlocks = 2;
        flasher.connect();

        flasher.write(FlashPlan.empty().write("x", 0, random(2000)));

        assertThat(rom.flash[2000]).isEqualTo((byte) 0xFF);
    }

    @Test
    void a_wire_that_damages_every_block_is_given_up() {
        rom.damagedBlocks = 3;
        flasher.connect();

        assertThatThrownBy(() -> flasher.write(FlashPlan.empty().write("x", 0, random(2000))))
            .hasMessage("wanted: the boot loader to do FLASH_DATA block 0; seen: it refused with error 7 (checksum wrong, the "
                + "packet was damaged on the wire); try: a lower baud rate or a shorter cable");
    }

    @Test
    void flash_that_does_not_take_what_is_written_is_noticed() {
        rom.writeProtected = true;
        flasher.connect();

        assertThatThrownBy(() -> flasher.write(FlashPlan.empty().write("x", 0x1000, new byte[] {0x12, 0x34})))
            .hasMessage("wanted: 0x12 at 0x00001000 of flash (x); seen: it holds 0xff; try: the flash chip may be worn out or "
                + "write-protected");
    }

    @Test
    void a_plan_for_a_bigger_flash_is_refused_before_anything_is_erased() {
        flasher.connect();

        assertThatThrownBy(() -> flasher.write(FlashPlan.empty().erase("first", 0, 4096).erase("far", 0x400000, 4096)))
            .hasMessage("wanted: to write far up to 0x00401000; seen: the board's flash ends at 0x00400000; try: this image or profile "
                + "is for a board with more flash");
        assertThat(rom.flash[0]).isZero();
    }

    @Test
    void a_cable_pulled_in_the_middle_is_said_so() {
        flasher.connect();
        rom.link.unplug("no such device");

        assertThatThrownBy(() -> flasher.read(0, 4)).isInstanceOf(LoaderException.class)
            .hasMessage("wanted: to read flash on pipe; seen: the link failed: no such device; try: check that the board is still "
                + "plugged in");
    }

    @Test
    void garbage_on_a_settled_line_is_said_so() {
        flasher.connect();
        rom.link.onWrite((data, pipe) -> pipe.say(0, "hello"));

        assertThatThrownBy(() -> flasher.read(0, 4)).hasMessage("wanted: the boot loader's reply to WRITE_REG 0x60000204; "
            + "seen: garbage on the wire: byte 0x68 outside a SLIP frame; try: a lower baud rate or a shorter cable; the board may "
            + "have been reset");
    }

    @Test
    void progress_is_told_phase_by_phase() {
        List<Progress.Phase> phases = new ArrayList<>();
        Flasher told = new Flasher(rom.link, QUICK, (phase, region, done, total) -> phases.add(phase));

        told.connect();
        told.write(FlashPlan.empty().write("x", 0, random(10)));

        assertThat(phases).containsSubsequence(Progress.Phase.CONNECT, Progress.Phase.ERASE, Progress.Phase.WRITE,
            Progress.Phase.VERIFY);
    }

    @Test
    void erase_requests_make_the_rom_erase_what_is_wanted_or_one_sector_less() {
        for (int first = 0; first < 40; first++) {
            for (int wanted = 0; wanted < 300; wanted++) {
                EraseSize size = EraseSize.of(first, wanted);
                int head = Math.min(16 - first % 16, size.sent());

                assertThat(size.erased()).isEqualTo(size.sent() + head).isBetween(wanted - 1, wanted);
            }
        }
    }

    @Test
    void regions_that_overlap_are_refused() {
        assertThatThrownBy(() -> FlashPlan.empty().write("a", 0, new byte[4097]).write("b", 0x1000, new byte[1]))
            .hasMessage("regions a and b overlap at 0x00001000");
    }

    private static byte[] random(int length) {
        byte[] data = new byte[length];
        new Random(8266).nextBytes(data);
        return data;
    }
}
