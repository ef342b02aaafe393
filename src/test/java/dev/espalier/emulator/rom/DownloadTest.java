package dev.espalier.emulator.rom;

import static dev.espalier.emulator.rom.DownloadSession.FLASH_BEGIN;
import static dev.espalier.emulator.rom.DownloadSession.FLASH_DATA;
import static dev.espalier.emulator.rom.DownloadSession.FLASH_END;
import static dev.espalier.emulator.rom.DownloadSession.FLASH_PARAM;
import static dev.espalier.emulator.rom.DownloadSession.MEM_BEGIN;
import static dev.espalier.emulator.rom.DownloadSession.MEM_DATA;
import static dev.espalier.emulator.rom.DownloadSession.MEM_END;
import static dev.espalier.emulator.rom.DownloadSession.READ_REG;
import static dev.espalier.emulator.rom.DownloadSession.SYNC;
import static dev.espalier.emulator.rom.DownloadSession.WRITE_REG;
import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.bytes.LittleEndian;
import dev.espalier.emulator.rom.DownloadSession.Reply;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every command of the boot loader and every error it gives, over the serial link. */
@Timeout(120)
class DownloadTest {

    private static final int BAUD = 115200;
    private static final byte[] ERASED = new byte[0];
    private static final int DRAM = 0x3FFE8000;
    private static final int IRAM = 0x40100000;
    private static final int BAD_FORMAT = 5;
    private static final int RESULT_WRONG = 6;
    private static final int BAD_CHECKSUM = 7;
    private static final int VERIFY_FAILED = 8;
    private static final int MOST_BLOCK = 0x1800;

    @ParameterizedTest
    @ValueSource(ints = {9600, 74880, 115200, 460800, 921600})
    void the_loader_measures_the_hosts_rate(int baud) throws IOException {
        try (DownloadSession loader = DownloadSession.at(baud, ERASED)) {
            assertThat(loader.readRegister(0x40001000)).isEqualTo(0xFFF0C101);
            int divisor = loader.readRegister(0x60000014) & 0xFFFFF;
            assertThat((double) divisor).isBetween(52e6 / baud * 0.97, 52e6 / baud * 1.03);
        }
    }

    @Test
    void a_sync_is_answered_eight_times_with_its_first_word() throws IOException {
        try (DownloadSession loader = DownloadSession.at(BAUD, ERASED)) {
            loader.sendSync();

            assertThat(loader.reply()).isEqualTo(new Reply(1, SYNC, 2, 0x20120707, 0, 0));
            assertThat(loader.drain()).isEqualTo(7);
        }
    }

    @Test
    void only_a_sync_opens_the_connection() throws IOException {
        try (DownloadSession loader = DownloadSession.unsynced(ERASED)) {
            loader.link().baud(BAUD);
            loader.sendSync();
            loader.send(READ_REG, new byte[] {0, 0x10, 0, 0x40}, 0);
            loader.send(READ_REG, new byte[] {0, 0x10, 0, 0x40}, 0);
            assertThat(loader.drain()).isZero();

            loader.sendSync();

            assertThat(loader.reply().opcode()).isEqualTo(SYNC);
        }
    }

    @Test
    void an_unknown_command_is_error_5_with_the_opcode_before_it() throws IOException {
        try (DownloadSession loader = DownloadSession.at(BAUD, ERASED)) {
            assertThat(loader.command(0x14)).isEqualTo(new Reply(1, SYNC, 2, 0x20120707, 1, BAD_FORMAT));
            assertThat(loader.drain()).as("as a SYNC's reply it comes eight times").isEqualTo(7);

            loader.readRegister(0x40001000);
            assertThat(loader.command(0x01)).isEqualTo(new Reply(1, READ_REG, 2, 0xFFF0C101, 1, BAD_FORMAT));
            assertThat(loader.drain()).isZero();
        }
    }

    @Test
    void registers_are_written_through_their_mask_and_read_back_escaped() throws IOException {
        try (DownloadSession loader = DownloadSession.at(BAUD, ERASED)) {
            assertThat(loader.command(WRITE_REG, DRAM, 0xC0DBC0DB, -1, 0, DRAM + 4, 0x11223344, -1, 10).ok()).isTrue();
            assertThat(loader.command(WRITE_REG, DRAM + 4, 0xFFFFFFFF, 0x00FF0000, 0).ok()).isTrue();

            assertThat(loader.readRegister(DRAM)).isEqualTo(0xC0DBC0DB);
            assertThat(loader.readRegister(DRAM + 4)).isEqualTo(0x11FF3344);
        }
    }

    @Test
    void a_register_write_waits_before_it_writes() throws IOException {
        try (DownloadSession loader = DownloadSession.at(BAUD, ERASED)) {
            int counter = 0x3FF20C00;
            int before = loader.readRegister(counter);

            loader.command(WRITE_REG, DRAM, 1, -1, 50_000);

            assertThat(loader.readRegister(counter) - before).isGreaterThan(50_000);
        }
    }

    @Test
    void malformed_begins_are_error_5() throws IOException {
        try (DownloadSession loader = DownloadSession.at(BAUD, ERASED)) {
            for (int begin : new int[] {MEM_BEGIN, FLASH_BEGIN}) {
                assertThat(loader.command(begin, 4, 1, 4).error()).isEqualTo(BAD_FORMAT);
                assertThat(loader.command(begin, 4, 1, MOST_BLOCK + 1, DRAM).error()).isEqualTo(BAD_FORMAT);
            }
            assertThat(loader.command(FLASH_PARAM, 1, 2, 3).error()).isEqualTo(BAD_FORMAT);
        }
    }

    @Test
    void memory_blocks_must_come_in_order_fit_and_carry_their_checksum() throws IOException {
        try (DownloadSession loader = DownloadSession.at(BAUD, ERASED)) {
            assertThat(loader.command(MEM_BEGIN, 16, 2, 8, DRAM)).isEqualTo(new Reply(1, MEM_BEGIN, 2, 0x20120707, 0, 0));

            assertThat(loader.block(MEM_DATA, 1, (byte) 1).error()).isEqualTo(BAD_FORMAT);
            assertThat(loader.block(MEM_DATA, 0, new byte[9]).error()).isEqualTo(BAD_FORMAT);
            assertThat(loader.block(MEM_DATA, 0, (byte) 0x44, (byte) 0x33, (byte) 0x22, (byte) 0x11).ok()).isTrue();
            assertThat(loader.block(MEM_DATA, 1, 0, (byte) 1).error()).isEqualTo(BAD_CHECKSUM);
            assertThat(loader.block(MEM_DATA, 2, (byte) 0x55, (byte) 0x66, (byte) 0x77).ok()).isTrue();

            assertThat(loader.readRegister(DRAM)).isEqualTo(0x11223344);
            assertThat(loader.readRegister(DRAM + 4) & 0xFFFFFF).isEqualTo(0x776655);
        }
    }

    @Test
    void only_the_low_byte_of_a_checksum_counts() throws IOException {
        try (DownloadSession loader = DownloadSession.at(BAUD, ERASED)) {
            loader.command(MEM_BEGIN, 4, 1, 4, DRAM);

            byte[] payload = {1, 2, 3, 4};
            assertThat(loader.block(MEM_DATA, 0, DownloadSession.checksum(payload) | 0xABCDEF00, payload).ok()).isTrue();
        }
    }

    @Test
    void a_downloaded_program_runs_and_returns() throws IOException {
        try (DownloadSession loader = DownloadSession.at(BAUD, ERASED)) {
            byte[] returns = {0x0D, (byte) 0xF0, 0, 0};
            loader.command(MEM_BEGIN, 4, 1, 4, IRAM);
            loader.block(MEM_DATA, 0, returns);

            assertThat(loader.command(MEM_END, 0, IRAM, 0).error()).isEqualTo(BAD_FORMAT);
            assertThat(loader.command(MEM_END, 1, IRAM).ok()).isTrue();
            assertThat(loader.readRegister(0x40001000)).as("flag 1 stays in the loader").isEqualTo(0xFFF0C101);
            assertThat(loader.command(MEM_END, 0, IRAM).ok()).isTrue();

            loader.readUntil("user code done\r\n");
        }
    }

    @Test
    void a_downloaded_program_that_faults_is_reported_by_the_rom() throws IOException {
        try (DownloadSession loader = DownloadSession.at(BAUD, ERASED)) {
            byte[] loadsFromNull = {0x0C, 0x02, 0x28, 0x02, 0x0D, (byte) 0xF0, 0, 0};
            loader.command(MEM_BEGIN, 8, 1, 8, IRAM);
            loader.block(MEM_DATA, 0, loadsFromNull);
            loader.command(MEM_END, 0, IRAM);

            assertThat(loader.readUntil("depc=0x00000000\r\n")).endsWith("Fatal exception (28): \r\n"
                + "epc1=0x40100002, epc2=0x00000000, epc3=0x00000000, excvaddr=0x00000000, depc=0x00000000\r\n");
            assertThat(loader.silent()).isTrue();
        }
    }

    @Test
    void flash_ranges_beyond_the_chip_or_off_a_sector_cannot_be_erased() throws IOException {
        try (DownloadSession loader = DownloadSession.at(BAUD, ERASED)) {
            assertThat(loader.command(FLASH_BEGIN, 0x1000, 4, 0x400, 0x800).error()).isEqualTo(RESULT_WRONG);
            assertThat(loader.command(FLASH_BEGIN, 0x2000, 8, 0x400, 0x3FF000).error()).isEqualTo(RESULT_WRONG);
            assertThat(loader.command(FLASH_BEGIN, 0, 0, 0x400, 0).ok()).isTrue();
        }
    }

    @Test
    void flash_blocks_must_be_whole_words_in_order_with_their_checksum() throws IOException {
        try (DownloadSession loader = DownloadSession.at(BAUD, ERASED)) {
            loader.command(FLASH_BEGIN, 0x1000, 4, 0x400, 0x10000);

            assertThat(loader.block(FLASH_DATA, 1, new byte[4]).error()).isEqualTo(BAD_FORMAT);
            assertThat(loader.block(FLASH_DATA, 0, new byte[6]).error()).isEqualTo(BAD_FORMAT);
            assertThat(loader.block(FLASH_DATA, 0, new byte[0x404]).error()).isEqualTo(BAD_FORMAT);
            assertThat(loader.block(FLASH_DATA, 0, 0, new byte[4]).error()).isEqualTo(BAD_CHECKSUM);
            assertThat(loader.block(FLASH_DATA, 1, new byte[0x400]).ok()).isTrue();
        }
    }

    @Test
    void flash_that_does_not_take_a_block_is_error_8() throws IOException {
        byte[] worn = new byte[0x400];
        try (DownloadSession loader = DownloadSession.at(BAUD, worn)) {
            loader.command(FLASH_BEGIN, 0, 1, 0x400, 0);

            assertThat(loader.block(FLASH_DATA, 0, new byte[] {1, 2, 3, 4}).error()).isEqualTo(VERIFY_FAILED);
        }
    }

    @Test
    void the_end_of_flashing_starts_what_was_flashed() throws IOException {
        int blocks = 8;
        byte[] hello = Arrays.copyOf(Files.readAllBytes(Path.of("firmware/images/hello.bin")), blocks * 0x400);
        try (DownloadSession loader = DownloadSession.at(BAUD, ERASED)) {
            loader.command(FLASH_BEGIN, blocks * 0x400, blocks, 0x400, 0);
            for (int i = 0; i < blocks; i++) {
                byte[] block = Arrays.copyOfRange(hello, i * 0x400, (i + 1) * 0x400);
                assertThat(loader.block(FLASH_DATA, i, block).ok()).isTrue();
            }

            assertThat(loader.command(FLASH_END, 0)).extracting(Reply::status, Reply::error).containsExactly(0, 0);
            loader.readUntil("load 0x4010f000, len ");
        }
    }

    @Test
    void an_end_that_does_not_add_up_is_error_6_and_leaves_the_loader_all_the_same() throws IOException {
        try (DownloadSession loader = DownloadSession.at(BAUD, ERASED)) {
            loader.command(FLASH_BEGIN, 0x1000, 4, 0x400, 0);

            assertThat(loader.command(FLASH_END, 1).error()).isEqualTo(RESULT_WRONG);
            loader.readUntil("ets_main.c \r\n");
        }
    }

    @Test
    void a_frame_too_long_or_badly_escaped_is_dropped_and_the_next_one_served() throws IOException {
        try (DownloadSession loader = DownloadSession.at(921600, ERASED)) {
            byte[] frame = new byte[0x2100];
            frame[0] = (byte) 0xC0;
            loader.link().write(frame);
            loader.link().write(new byte[] {(byte) 0xC0, 0, READ_REG, (byte) 0xDB, 0x41, 0, (byte) 0xC0});

            assertThat(loader.readRegister(0x40001000)).isEqualTo(0xFFF0C101);
        }
    }

    @Test
    void the_chip_that_restarts_in_download_mode_boots_from_flash() throws IOException {
        byte[] hello = Files.readAllBytes(Path.of("firmware/images/hello.bin"));
        try (DownloadSession loader = DownloadSession.at(BAUD, hello)) {
            loader.send(WRITE_REG, words(0x60000700, 0x80000000, 0x80000000, 0), 0);
            loader.link().baud(74880);

            assertThat(loader.readUntil("~ld\r\n")).contains(" ets Jan  8 2013,rst cause:3, boot mode:(1,6)\r\n\r\nload");
        }
    }

    @Test
    void a_watchdog_reset_in_download_mode_says_so_and_waits_in_the_loader() throws IOException {
        byte[] hello = Files.readAllBytes(Path.of("firmware/images/hello.bin"));
        try (DownloadSession loader = DownloadSession.at(BAUD, hello)) {
            loader.command(WRITE_REG, 0x60000904, 11, -1, 0, 0x60000908, 11, -1, 0, 0x60000900, 1, 1, 0);
            loader.link().baud(74880);

            assertThat(loader.readUntil("wdt reset\r\n"))
                .contains(" ets Jan  8 2013,rst cause:4, boot mode:(1,6)\r\n\r\nwdt reset");
            assertThat(loader.silent()).isTrue();
        }
    }

    private static byte[] words(int... words) {
        return LittleEndian.words(words);
    }
}
