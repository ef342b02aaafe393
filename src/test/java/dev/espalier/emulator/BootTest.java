package dev.espalier.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.link.SerialLink;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The whole machine with the mask ROM that ships with it: what a person sees on the serial line. */
@Timeout(120)
class BootTest {

    private static final Duration STEP = Duration.ofMillis(100);
    private static final String BANNER = "\r\n ets Jan  8 2013,rst cause:1, boot mode:(3,6)\r\n\r\n";

    @Test
    void an_erased_board_prints_the_banner_at_74880_and_gives_up() throws IOException {
        try (VirtualEsp8266 board = VirtualEsp8266.builder().strict(true).start(); SerialLink link = board.link()) {
            assertThat(readUntil(link, "ets_main.c \r\n")).isEqualTo(BANNER + "ets_main.c \r\n");
        }
    }

    @Test
    void at_115200_the_banner_is_garbage() throws IOException {
        try (VirtualEsp8266 board = VirtualEsp8266.builder().start(); SerialLink link = board.link()) {
            link.baud(115200);

            link.lines(false, true);
            link.lines(false, false);

            assertThat(readBytes(link, 40)).doesNotContain("ets").doesNotContain("rst cause");
        }
    }

    @Test
    void hello_boots_from_flash_and_says_so_at_its_own_rate() throws IOException {
        byte[] hello = Files.readAllBytes(Path.of("firmware/images/hello.bin"));
        try (VirtualEsp8266 board = VirtualEsp8266.builder().flash(hello).start(); SerialLink link = board.link()) {
            assertThat(readUntil(link, "~ld\r\n")).startsWith(BANNER).contains("load 0x4010f000, len ", "csum 0x");

            link.baud(115200);

            readUntil(link, "hello");
        }
    }

    @Test
    void download_mode_waits_in_silence() throws IOException {
        try (VirtualEsp8266 board = VirtualEsp8266.builder().start(); SerialLink link = board.link()) {
            readUntil(link, "ets_main.c \r\n");
            link.lines(false, true);
            link.lines(true, false);

            assertThat(readUntil(link, "\r\n\r\n"))
                .isEqualTo("\r\n ets Jan  8 2013,rst cause:2, boot mode:(1,6)\r\n\r\n");
            assertThat(link.read(new byte[1], 0, 1, STEP)).isZero();
        }
    }

    private static String readUntil(SerialLink link, String end) throws IOException {
        StringBuilder got = new StringBuilder();
        byte[] one = new byte[1];
        for (int silent = 0; got.indexOf(end) < 0 && silent < 300; ) {
            if (link.read(one, 0, 1, STEP) == 0) {
                silent++;
            } else {
                got.append(new String(one, StandardCharsets.ISO_8859_1));
            }
        }
        assertThat(got.toString()).as("serial output").contains(end);
        return got.toString();
    }

    private static String readBytes(SerialLink link, int count) throws IOException {
        StringBuilder got = new StringBuilder();
        byte[] one = new byte[1];
        for (int silent = 0; got.length() < count && silent < 300; ) {
            if (link.read(one, 0, 1, STEP) == 0) {
                silent++;
            } else {
                got.append(new String(one, StandardCharsets.ISO_8859_1));
            }
        }
        assertThat(got).hasSize(count);
        return got.toString();
    }
}
