package dev.espalier.emulator.peripheral;

import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.emulator.clock.Clock;
import dev.espalier.emulator.flash.NorFlash;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** SPI0 against facts sheet 1.7 (as a flasher drives it) and 3.2 (as the ROM does). */
class SpiFlashControllerTest {

    private static final int CMD = 0x00;
    private static final int ADDR = 0x04;
    private static final int RSTATUS = 0x10;
    private static final int W0 = 0x40;

    private final Clock clock = new Clock(80_000_000);
    private final NorFlash flash = new NorFlash(clock);
    private final List<String> notices = new ArrayList<>();
    private final SpiFlashController spi = new SpiFlashController(flash, notices::add);

    @Test
    void commands_are_over_at_once() {
        spi.write(CMD, 1 << 28);

        assertThat(spi.read(CMD)).isZero();
        assertThat(spi.read(W0)).isEqualTo(0x001640EF);
    }

    @Test
    void program_and_read_through_the_buffer() {
        spi.write(W0, 0x44332211);
        spi.write(W0 + 4, 0x00006655);
        spi.write(CMD, 1 << 30);
        assertThat(status()).isEqualTo(2);
        spi.write(ADDR, 6 << 24 | 0x1010);
        spi.write(CMD, 1 << 25);
        assertThat(status()).isEqualTo(1);
        pass(1);
        assertThat(status()).isZero();

        spi.write(W0, 0);
        spi.write(ADDR, 8 << 24 | 0x1010);
        spi.write(CMD, 1 << 31);

        assertThat(spi.read(W0)).isEqualTo(0x44332211);
        assertThat(spi.read(W0 + 4)).isEqualTo(0xFFFF6655);
    }

    @Test
    void erase_commands_clear_sector_block_and_chip() {
        int[] bits = {1 << 24, 1 << 23, 1 << 22};
        for (int bit : bits) {
            flash.preload(0x1_0000, new byte[] {0});
            spi.write(CMD, 1 << 30);
            spi.write(ADDR, 0x1_0000);
            spi.write(CMD, bit);
            pass(10_000);
            assertThat(flash.read(0x1_0000)).isEqualTo(0xFF);
        }
    }

    @Test
    void the_status_register_is_written_from_rstatus() {
        spi.write(CMD, 1 << 30);
        spi.write(RSTATUS, 0x1C);
        spi.write(CMD, 1 << 26);
        pass(20);

        assertThat(status()).isEqualTo(0x1C);
        spi.write(CMD, 1 << 30);
        spi.write(CMD, 1 << 29);
        assertThat(status()).isEqualTo(0x1C);
    }

    @Test
    void a_user_command_reads_the_jedec_id_as_a_flasher_asks_for_it() {
        user(0x9F, 23 << 8, 1 << 31 | 1 << 28);

        assertThat(spi.read(W0)).isEqualTo(0x1640EF);
    }

    @Test
    void user_commands_program_read_and_erase() {
        flash.preload(0x3000, new byte[] {0});
        user(0x06, 0, 1 << 31);
        spi.write(ADDR, 0x3000 << 8);
        user(0x20, 23 << 26, 1 << 31 | 1 << 30);
        pass(50);
        user(0x06, 0, 1 << 31);
        spi.write(ADDR, 0x3000 << 8);
        spi.write(W0, 0xA5);
        user(0x02, 23 << 26 | 7 << 17, 1 << 31 | 1 << 30 | 1 << 27);
        user(0x05, 7 << 8, 1 << 31 | 1 << 28);
        assertThat(spi.read(W0)).isEqualTo(1);
        pass(1);
        user(0x03, 23 << 26 | 15 << 8, 1 << 31 | 1 << 30 | 1 << 28);

        assertThat(spi.read(W0)).isEqualTo(0xFFA5);
    }

    @Test
    void an_unknown_command_reads_as_ones_and_is_noticed() {
        user(0x5A, 31 << 8, 1 << 31 | 1 << 28);

        assertThat(spi.read(W0)).isEqualTo(-1);
        assertThat(notices).containsExactly("SPI0: the flash chip does not know command 5a");
    }

    private void user(int code, int user1, int user) {
        spi.write(0x20, user1);
        spi.write(0x1C, user);
        spi.write(0x24, 7 << 28 | code);
        spi.write(CMD, 1 << 18);
    }

    private int status() {
        spi.write(CMD, 1 << 27);
        return spi.read(RSTATUS);
    }

    private void pass(int milliseconds) {
        clock.skipTo(clock.nanos() + milliseconds * 1_000_000L);
        clock.runDueAlarms();
    }
}
