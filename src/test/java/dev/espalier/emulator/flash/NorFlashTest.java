package dev.espalier.emulator.flash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.emulator.clock.Clock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class NorFlashTest {

    private final Clock clock = new Clock(80_000_000);
    private final NorFlash flash = new NorFlash(clock);

    @Test
    void programming_only_clears_bits() {
        program(0x1000, 0x0F);
        program(0x1000, 0xF3);

        assertThat(flash.read(0x1000)).isEqualTo(0x03);
    }

    @Test
    void erasing_a_sector_sets_its_bits_and_no_others() {
        program(0x0FFF, 0);
        program(0x1000, 0);
        program(0x1FFF, 0);
        program(0x2000, 0);

        flash.writeEnable();
        flash.eraseSector(0x1234);
        wait(46);

        assertThat(flash.read(0x0FFF)).isZero();
        assertThat(flash.read(0x1000)).isEqualTo(0xFF);
        assertThat(flash.read(0x1FFF)).isEqualTo(0xFF);
        assertThat(flash.read(0x2000)).isZero();
    }

    @Test
    void nothing_happens_without_write_enable() {
        flash.program(0, new byte[] {0}, 1);
        flash.eraseSector(0);
        flash.writeStatus(0x1C);

        assertThat(flash.read(0)).isEqualTo(0xFF);
        assertThat(flash.status()).isZero();
    }

    @Test
    void each_operation_uses_up_the_write_enable() {
        flash.writeEnable();
        assertThat(flash.status()).isEqualTo(NorFlash.WEL);
        program(0, 0xF0);
        flash.program(1, new byte[] {0}, 1);

        assertThat(flash.status()).isZero();
        assertThat(flash.read(1)).isEqualTo(0xFF);
    }

    @Test
    void programming_takes_30_us_and_2_5_more_for_each_further_byte_and_wraps_within_its_page() {
        flash.writeEnable();
        flash.program(0x1FE, new byte[] {1, 2, 3}, 3);
        clock.skipTo(34_000);
        clock.runDueAlarms();
        assertThat(flash.status()).isEqualTo(NorFlash.WIP);
        clock.skipTo(35_000);
        clock.runDueAlarms();

        assertThat(flash.status()).isZero();
        assertThat(flash.read(0x1FE)).isEqualTo(1);
        assertThat(flash.read(0x1FF)).isEqualTo(2);
        assertThat(flash.read(0x100)).isEqualTo(3);
        assertThat(flash.read(0x200)).isEqualTo(0xFF);
    }

    @Test
    void a_busy_chip_answers_nothing_but_its_status() {
        flash.writeEnable();
        flash.eraseSector(0);
        flash.writeEnable();
        flash.program(0, new byte[] {0}, 1);
        wait(45);

        assertThat(flash.status()).isZero();
        assertThat(flash.read(0)).isEqualTo(0xFF);
    }

    @Test
    void polling_a_busy_chip_passes_its_time_but_no_alarm() {
        Clock.Alarm other = clock.alarm("other", () -> { });
        flash.writeEnable();
        flash.eraseSector(0);
        other.in(1_500_000);

        assertThat(flash.pollStatus()).isEqualTo(NorFlash.WIP);
        assertThat(clock.nanos()).isEqualTo(1_000_000);
        flash.pollStatus();
        assertThat(clock.nanos()).isEqualTo(1_500_000);
        clock.runDueAlarms();
        for (int i = 0; i < 44; i++) {
            flash.pollStatus();
            clock.runDueAlarms();
        }
        assertThat(flash.pollStatus()).isZero();
        assertThat(clock.nanos()).isEqualTo(45_000_000);
    }

    @Test
    void block_and_chip_erase() {
        program(0x1FFFF, 0);
        program(0x20000, 0);
        flash.writeEnable();
        flash.eraseBlock(0x10000);
        wait(150);
        assertThat(flash.read(0x1FFFF)).isEqualTo(0xFF);
        assertThat(flash.read(0x20000)).isZero();

        flash.writeEnable();
        flash.eraseChip();
        wait(10_000);
        assertThat(flash.read(0x20000)).isEqualTo(0xFF);
    }

    @Test
    void protected_cells_keep_their_bits() {
        flash.writeEnable();
        flash.writeStatus(0x1C);
        wait(10);
        program(0, 0);
        assertThat(flash.read(0)).as("all protected").isEqualTo(0xFF);

        flash.writeEnable();
        flash.writeStatus(1 << 2);
        wait(10);
        program(0x3EFFFF, 0);
        program(0x3F0000, 0);
        assertThat(flash.read(0x3EFFFF)).as("below the top 64th").isZero();
        assertThat(flash.read(0x3F0000)).as("in the top 64th").isEqualTo(0xFF);
    }

    @Test
    void changes_are_told_by_page_and_sector() {
        List<String> changes = new ArrayList<>();
        flash.onChange((from, to) -> changes.add("%x-%x".formatted(from, to)));
        program(0x1234, 0);
        flash.writeEnable();
        flash.eraseSector(0x1234);

        assertThat(changes).containsExactly("1200-1300", "1000-2000");
    }

    @Test
    void chips_of_all_sizes_say_how_large_they_are_and_ignore_address_bits_beyond() {
        for (int capacity = 0x13; capacity <= 0x18; capacity++) {
            NorFlash chip = new NorFlash(new Clock(80_000_000), 1 << capacity);
            chip.preload(4, new byte[] {0x5A});

            assertThat(chip.jedecId()).isEqualTo(capacity << 16 | 0x40EF);
            assertThat(chip.electronicId()).isEqualTo(capacity - 1);
            assertThat(chip.read((1 << capacity) + 4)).isEqualTo(0x5A);
        }
    }

    @Test
    void a_chip_of_an_odd_size_is_refused() {
        assertThatThrownBy(() -> new NorFlash(clock, 3_000_000)).hasMessage(
            "no flash chip has 3000000 bytes; wanted a power of two from 524288 (512 KB) to 16777216 (16 MB)");
    }

    @Test
    void an_image_that_does_not_fit_is_refused() {
        assertThatThrownBy(() -> flash.preload(0x3FFFFF, new byte[2]))
            .hasMessage("2 bytes at flash 0x3fffff do not fit into 4194304 bytes of flash");
    }

    private void program(int address, int value) {
        flash.writeEnable();
        flash.program(address, new byte[] {(byte) value}, 1);
        wait(1);
    }

    private void wait(int milliseconds) {
        clock.skipTo(clock.nanos() + milliseconds * 1_000_000L);
        clock.runDueAlarms();
    }
}
