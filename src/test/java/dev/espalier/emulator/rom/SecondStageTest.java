package dev.espalier.emulator.rom;

import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.bytes.LittleEndian;
import dev.espalier.emulator.rom.DownloadSession.Reply;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The second-stage loader of our images, steered through its command block in RTC memory. */
@Timeout(120)
class SecondStageTest {

    private static final int BAUD = 115200;
    private static final int ROM_BAUD = 74880;
    private static final int COMMAND = 0x60001200;
    private static final int MAGIC = 0xEB001000;
    private static final int COPY_RAW = 1;
    private static final int LOAD_APP = -1;
    private static final int CRC_WORD = 31;
    private static final int COPY_AT = 0x100000;
    private static final int RTC_CTRL = 0x60000700;
    private static final int CHECKSUM_BAD = 9;
    private static final int IMAGE_BAD = 8;

    private final byte[] hello = read();

    private static byte[] read() {
        try {
            return Files.readAllBytes(Path.of("firmware/images/hello.bin"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void without_a_command_it_loads_the_application() throws IOException {
        try (DownloadSession board = DownloadSession.at(BAUD, hello)) {
            restart(board);

            assertThat(board.readUntil("ld\r\n")).endsWith("v%08x\r\n~ld\r\n".formatted(hello.length));
        }
    }

    @Test
    void a_copy_command_installs_an_image_and_is_forgotten() throws IOException {
        byte[] flash = twice(hello);
        Arrays.fill(flash, 0x1000, hello.length, (byte) 0);
        try (DownloadSession board = DownloadSession.at(BAUD, flash)) {
            command(board, COPY_RAW, COPY_AT, 0, hello.length);
            restart(board);

            assertThat(board.readUntil("ld\r\n")).as("the boot sector is the same already")
                .endsWith("v00000000\r\n@cp:B0\r\nld\r\n");

            board.link().baud(BAUD);
            board.readUntil("espalier hello");
        }
    }

    @Test
    void a_copy_that_is_not_at_a_sector_is_refused() throws IOException {
        try (DownloadSession board = DownloadSession.at(BAUD, hello)) {
            command(board, COPY_RAW, COPY_AT + 4, 0x200000, 4096);
            restart(board);

            assertThat(board.readUntil("\r\nld\r\n")).contains("@cp:1\r\n");
        }
    }

    @Test
    void an_application_elsewhere_can_be_loaded_once() throws IOException {
        byte[] flash = twice(hello);
        flash[0x1000] = 0;
        try (DownloadSession board = DownloadSession.at(BAUD, flash)) {
            command(board, LOAD_APP, COPY_AT);
            restart(board);

            assertThat(board.readUntil("ld\r\n")).endsWith("@ld\r\n");
        }
    }

    @Test
    void a_command_with_a_wrong_crc_is_no_command() throws IOException {
        try (DownloadSession board = DownloadSession.at(BAUD, hello)) {
            command(board, COPY_RAW, COPY_AT, 0, hello.length);
            board.command(DownloadSession.WRITE_REG, COMMAND + 4 * CRC_WORD, 0, -1, 0);
            restart(board);

            board.readUntil("~ld\r\n");
        }
    }

    @Test
    void any_changed_bit_of_the_application_keeps_it_from_starting() throws IOException {
        for (int at : new int[] {0x1018, 0x1100, hello.length - 1}) {
            byte[] damaged = hello.clone();
            damaged[at] ^= 0x20;
            try (DownloadSession board = DownloadSession.at(BAUD, damaged)) {
                restart(board);

                board.readUntil("~ld\r\ne:%d\r\n".formatted(CHECKSUM_BAD));
                board.readUntil("rst cause:3, boot mode:(1,6)");
            }
        }
    }

    @Test
    void a_missing_application_is_said_and_the_chip_restarted() throws IOException {
        byte[] loaderOnly = Arrays.copyOf(hello, 0x1000);
        try (DownloadSession board = DownloadSession.at(BAUD, loaderOnly)) {
            restart(board);

            board.readUntil("vffffffff\r\n~ld\r\ne:%d\r\n".formatted(IMAGE_BAD));
            board.readUntil("rst cause:3, boot mode:(1,6)");
        }
    }

    @Test
    void hello_says_what_its_source_says() throws IOException {
        String source = Files.readString(Path.of("firmware/hello/main.c"));
        Matcher name = Pattern.compile("ets_printf\\(\"\\\\n([^\"]+)\\\\n\"\\)").matcher(source);
        assertThat(name.find()).isTrue();
        try (DownloadSession board = DownloadSession.at(BAUD, hello)) {
            restart(board);
            board.readUntil("~ld\r\n");
            board.link().baud(BAUD);

            assertThat(board.readUntil("tick 3\r\n")).contains(
                name.group(1) + "\r\nreset reason 3\r\ndata loaded, bss clear\r\ntick 1\r\ntick 2\r\ntick 3\r\n");
        }
    }

    private static byte[] twice(byte[] image) {
        byte[] flash = Arrays.copyOf(image, COPY_AT + image.length);
        System.arraycopy(image, 0, flash, COPY_AT, image.length);
        return flash;
    }

    /** Resets the chip by software: the RTC memory stays, the download straps lead to the flash all the same. */
    private static void restart(DownloadSession board) throws IOException {
        board.send(DownloadSession.WRITE_REG,
            LittleEndian.words(RTC_CTRL, 0x80000000, 0x80000000, 0), 0);
        board.link().baud(ROM_BAUD);
    }

    private static void command(DownloadSession board, int action, int... arguments) throws IOException {
        int[] block = new int[32];
        block[0] = MAGIC;
        block[1] = action;
        System.arraycopy(arguments, 0, block, 2, arguments.length);
        block[CRC_WORD] = crc(block);
        for (int i = 0; i < block.length; i++) {
            Reply reply = board.command(DownloadSession.WRITE_REG, COMMAND + 4 * i, block[i], -1, 0);
            assertThat(reply.ok()).isTrue();
        }
    }

    /** CRC-32 of the first 31 words: polynomial 04C11DB7, most significant bit first, start FFFFFFFF. */
    private static int crc(int[] block) {
        int crc = -1;
        for (int i = 0; i < CRC_WORD * 32; i++) {
            int octet = block[i / 32] >>> (i / 8 % 4 * 8) & 0xFF;
            int bit = octet >>> (7 - i % 8) & 1;
            crc = crc << 1 ^ ((crc >>> 31 ^ bit) == 1 ? 0x04C11DB7 : 0);
        }
        return crc;
    }
}
