package dev.espalier.transcript;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BootParserTest {

    private final BootParser parser = new BootParser();

    @Test
    void an_arduino_start_is_read_to_its_hand_over() {
        accept(" ets Jan  8 2013,rst cause:2, boot mode:(3,6)", "", "load 0x4010f000, len 3424, room 16 ", "tail 0",
            "chksum 0x2e", "load 0x3fff20b8, len 40, room 8 ", "tail 0", "chksum 0x2b", "csum 0x2b", "v0004fc60");

        assertThat(parser.accept("~ld")).isEqualTo(BootParser.Meaning.HAND_OVER);
        Boot boot = parser.boot();
        assertThat(boot.cause()).isEqualTo(ResetCause.EXTERNAL);
        assertThat(boot.loads()).containsExactly(new LoadLine(0x4010F000, 3424, 16), new LoadLine(0x3FFF20B8, 40, 8));
        assertThat(boot.loaderVersion()).contains("0004fc60");
        assertThat(boot.failure()).isEmpty();
    }

    @Test
    void the_watchdogs_reset_is_known() {
        accept(" ets Jan  8 2013,rst cause:4, boot mode:(3,7)", "", "wdt reset");

        assertThat(parser.boot().cause()).isEqualTo(ResetCause.WATCHDOG);
        assertThat(parser.boot().watchdog()).isTrue();
    }

    @Test
    void download_mode_is_known_by_its_straps() {
        accept("\0 ets Jan  8 2013,rst cause:1, boot mode:(1,7)");

        assertThat(parser.boot().banner()).contains(new BootBanner(ResetCause.POWER_ON, BootMode.UART_DOWNLOAD));
    }

    @Test
    void a_wrong_checksum_is_a_failed_start() {
        accept(" ets Jan  8 2013,rst cause:2, boot mode:(3,6)", "load 0x4010f000, len 3584, room 16 ", "csum 0xef");

        assertThat(parser.accept("csum err")).isEqualTo(BootParser.Meaning.FAILURE);
        parser.accept("ets_main.c ");
        assertThat(parser.boot().failure()).contains("csum err, ets_main.c");
    }

    @Test
    void a_start_whose_banner_was_lost_is_noticed_by_its_first_segment() {
        assertThat(parser.accept("\u0080load 0x4010f000, len 3424, room 16 ")).isEqualTo(BootParser.Meaning.RESET);
        assertThat(parser.boot().cause()).isEqualTo(ResetCause.NOT_SEEN);
    }

    @Test
    void the_applications_lines_mean_nothing() {
        accept(" ets Jan  8 2013,rst cause:2, boot mode:(3,6)", "~ld");

        assertThat(parser.accept("v1234abcd")).isEqualTo(BootParser.Meaning.NONE);
        assertThat(parser.accept("ESP8266 Mode: MQTT Client Running")).isEqualTo(BootParser.Meaning.NONE);
    }

    private void accept(String... lines) {
        for (String line : lines) {
            parser.accept(line);
        }
    }
}
