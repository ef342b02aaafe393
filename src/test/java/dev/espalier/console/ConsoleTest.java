package dev.espalier.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.espalier.EspalierException;
import dev.espalier.link.PipeLink;
import dev.espalier.link.SerialLink;
import dev.espalier.time.Deadline;
import dev.espalier.time.TimeSource;
import dev.espalier.transcript.ResetCause;
import dev.espalier.transcript.SecretMask;
import dev.espalier.transcript.TranscriptLine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConsoleTest {

    private static final String BOOT = "\r\n ets Jan  8 2013,rst cause:2, boot mode:(3,6)\r\n\r\n"
        + "load 0x4010f000, len 3424, room 16 \r\ntail 0\r\nchksum 0x2e\r\ncsum 0x2e\r\nv0004fc60\r\n~ld\r\n";
    private static final String SOFT_BOOT = BOOT.replace("cause:2", "cause:3");
    private static final String CRASH = """

        --------------- CUT HERE FOR EXCEPTION DECODER ---------------

        Exception (29):
        epc1=0x4000e1b2 epc2=0x00000000 epc3=0x00000000 excvaddr=0x00000000 depc=0x00000000

        >>>stack>>>

        ctx: sys
        sp: 3ffffc10 end: 3fffffb0 offset: 0150
        3ffffd60:  3fff3814 4000e1b2 3fff81c4 401004f4 \s
        <<<stack<<<

        last failed alloc call: 40201234(2064)

        --------------- CUT HERE FOR EXCEPTION DECODER ---------------
        """.replace("\n", "\r\n");

    @TempDir
    private Path folder;

    private final PipeLink pipe = new PipeLink();
    private Console console;

    @AfterEach
    void close() {
        if (console != null) {
            console.close();
        }
    }

    @Test
    void a_line_that_was_said_before_the_wait_began_is_found_with_its_named_groups() {
        open();
        pipe.say(74880, BOOT);
        pipe.say(115200, "ESP8266 WebServer Port: 9705\r\n");

        Match match = console.expect("WebServer Port: (?<port>\\d+)", soon());

        assertThat(match.group("port")).isEqualTo("9705");
        assertThat(match.line().baud()).isEqualTo(115200);
    }

    @Test
    void the_rom_is_read_at_its_rate_and_the_application_at_its_own() {
        open();

        pipe.say(74880, BOOT);
        pipe.say(115200, "Local ESP   IP:0.0.0.0\r\n");

        console.expect("Local ESP", soon());
        assertThat(texts()).containsSubsequence(" ets Jan  8 2013,rst cause:2, boot mode:(3,6)", "~ld",
            "Local ESP   IP:0.0.0.0");
    }

    @Test
    void a_board_that_runs_already_is_heard_at_its_rate_and_its_next_start_is_an_incident() {
        pipe.say(115_200, "heap idle free=1\r\n");
        console = Console.openRunning(pipe, ConsoleSettings.of(74_880, 115_200));

        assertThat(console.expect("heap (\\w+)", soon()).line().text()).isEqualTo("heap idle free=1");
        pipe.say(74_880, BOOT);

        assertThatThrownBy(() -> console.expect("never said", soon())).isInstanceOf(UnexpectedReset.class);
    }

    @Test
    void an_application_without_a_known_loader_is_found_by_its_garbage() {
        open();

        pipe.say(74880, "\r\n ets Jan  8 2013,rst cause:2, boot mode:(3,6)\r\n\r\ncsum 0x2e\r\n");
        pipe.say(115200, "some words that are lost while the rate is found\r\nhello\r\n");

        console.expect("^hello$", soon());
    }

    @Test
    void a_restart_that_nobody_announced_ends_a_wait_at_once() {
        boot();
        pipe.say(115200, "working\r\n");
        pipe.say(74880, SOFT_BOOT);

        assertThatThrownBy(() -> console.expect("never said", console.within(Duration.ofMinutes(5))))
            .isInstanceOf(UnexpectedReset.class)
            .hasMessageStartingWith("the board restarted though nobody asked it to (")
            .hasMessageContaining("1 reset since flash");
        assertThat(console.unexpectedResets()).hasSize(1);
    }

    @Test
    void a_board_that_wakes_from_the_deep_sleep_that_it_chose_has_not_restarted_unasked() {
        boot();
        pipe.say(115200, "good night\r\n");
        pipe.say(74880, BOOT.replace("cause:2", "cause:5"));
        pipe.say(115200, "good morning\r\n");

        console.expect("good morning", soon());

        assertThat(console.unexpectedResets()).isEmpty();
        assertThat(console.boots()).last().satisfies(boot -> assertThat(boot.cause()).isEqualTo(ResetCause.DEEP_SLEEP));
    }

    @Test
    void a_reset_line_that_somebody_pulled_ends_a_wait() {
        boot();
        pipe.say(74880, BOOT);

        assertThatThrownBy(() -> console.expect("never said", soon())).isInstanceOf(UnexpectedReset.class)
            .hasMessageContaining("(external)");
        assertThat(console.wakes()).isZero();
    }

    @Test
    void a_board_that_may_sleep_pulls_its_reset_line_itself() {
        console = Console.open(pipe, ConsoleSettings.of(74880, 115200).sleeps(true));
        pipe.say(74880, BOOT);
        pipe.say(115200, "good night\r\n");
        console.expect("good night", soon());

        pipe.say(74880, BOOT);
        pipe.say(115200, "good morning\r\n");

        console.expect("good morning", soon());
        assertThat(console.wakes()).isEqualTo(1);
        assertThat(console.unexpectedResets()).isEmpty();
    }

    @Test
    void lines_before_the_incident_still_count_and_lines_behind_it_do_not() {
        boot();
        pipe.say(115200, "before\r\n");
        pipe.say(74880, SOFT_BOOT);
        pipe.say(115200, "behind\r\n");
        await().until(() -> texts().contains("behind"));

        console.expect("before", soon());

        assertThatThrownBy(() -> console.expect("behind", soon())).isInstanceOf(UnexpectedReset.class);
    }

    @Test
    void an_announced_restart_is_no_incident() {
        boot();
        console.expectReset();

        pipe.say(74880, SOFT_BOOT);
        pipe.say(115200, "again\r\n");

        console.awaitReset(soon());
        console.expect("again", soon());
        assertThat(console.unexpectedResets()).isEmpty();
        assertThat(console.boots()).hasSize(2);
    }

    @Test
    void the_cause_of_a_restart_is_known_when_its_banner_is_readable() {
        console = Console.open(pipe, ConsoleSettings.of(115200, 115200));
        pipe.say(115200, BOOT);
        console.expectReset();
        pipe.say(115200, SOFT_BOOT);

        assertThat(console.awaitReset(soon()).cause()).isEqualTo(ResetCause.SOFTWARE);
    }

    @Test
    void a_restart_that_went_by_unread_is_still_a_restart() {
        boot();
        console.expectReset();
        pipe.say(115200, "a last line\r\n");
        pipe.say(0, garbage(200));
        pipe.say(115200, "Some forty characters are lost while the rate is found again.\r\n"
            + "Local ESP   IP:0.0.0.0\r\nand a good many more characters that can be read\r\n");

        assertThat(console.awaitReset(soon()).cause()).isEqualTo(ResetCause.NOT_SEEN);
        console.expect("Local ESP", soon());
        assertThat(console.unexpectedResets()).isEmpty();
    }

    @Test
    void a_glitch_on_the_line_is_no_restart() {
        boot();
        pipe.say(0, garbage(8));
        for (int i = 0; i < 5; i++) {
            pipe.say(115200, "text goes on and on and on, line %d\r\n".formatted(i));
        }

        console.expect("line 4", soon());
        assertThat(console.boots()).hasSize(1);
    }

    @Test
    void a_crash_ends_every_wait_at_once_with_the_decoded_report() {
        boot();
        pipe.say(115200, CRASH);

        assertThatThrownBy(() -> console.expect("never said", console.within(Duration.ofMinutes(5))))
            .isInstanceOf(BoardCrashed.class)
            .hasMessageContaining("Exception (29): StoreProhibited at 0x4000e1b2 (ROM memset+0x22), address 0x00000000, "
                + "ctx: sys, last failed alloc: 2064 bytes by 0x40201234")
            .hasMessageContaining("[3ffffd64] 0x4000e1b2 ROM memset+0x22");
        assertThatThrownBy(() -> console.requireCalm()).isInstanceOf(BoardCrashed.class);
    }

    @Test
    void after_a_crash_the_restart_is_read_at_the_roms_rate() {
        boot();

        pipe.say(115200, CRASH);
        pipe.say(74880, "\r\n ets Jan  8 2013,rst cause:4, boot mode:(3,6)\r\n\r\nwdt reset\r\n");

        await().until(() -> console.boots().size() == 2);
        assertThat(console.boots().get(1).cause()).isEqualTo(ResetCause.WATCHDOG);
    }

    @Test
    void a_reset_of_ours_forgives_the_crash_before_it() {
        boot();
        pipe.say(115200, CRASH);
        await().until(() -> console.crashes().size() == 1);
        pipe.onRelease(() -> {
            pipe.say(74880, BOOT);
            pipe.say(115200, "well\r\n");
        });

        console.reset();

        console.expect("well", soon());
        assertThat(console.unexpectedResets()).isEmpty();
        assertThat(pipe.lineChanges()).containsExactly("dR", "dr");
    }

    @Test
    void a_wait_that_runs_out_tells_the_last_line_the_resets_and_the_transcript() {
        Path file = folder.resolve("run/log.txt");
        console = Console.open(pipe, ConsoleSettings.of(74880, 115200).transcript(file));
        pipe.say(74880, BOOT);
        pipe.say(115200, "tls: handshake failed\r\n");
        console.expect("tls", soon());

        Deadline over = Deadline.after(Duration.ofMillis(100), TimeSource.wall(), Duration.ZERO);

        assertThatThrownBy(() -> console.expect("mqtt up", over)).isInstanceOf(ExpectationFailed.class)
            .hasMessage("no line matched /mqtt up/ within 0.1 s of board time; last line \"tls: handshake failed\"; "
                + "no reset since flash; transcript: " + file);
    }

    @Test
    void a_line_without_an_end_is_seen_when_the_board_pauses() {
        boot();
        pipe.say(115200, "Attempting MQTT connection...");

        Match match = console.expect("Attempting MQTT", soon());

        pipe.say(115200, "\r\nconnected\r\n");
        assertThat(match.line().text()).isEqualTo("Attempting MQTT connection...");
        console.expect("^connected$", soon());
    }

    @Test
    void the_transcript_has_both_directions_with_time_and_baud_and_no_secret() throws IOException {
        Path file = folder.resolve("log.txt");
        console = Console.open(pipe,
            ConsoleSettings.of(74880, 115200).transcript(file).mask(SecretMask.of(List.of("hunter22"))));
        pipe.say(74880, BOOT);
        pipe.say(115200, "key hunter22 and \u0001\u00ff\\\r\n");
        console.expect("key", soon());
        console.send("ping hunter22\r\n");

        String onDisk = Files.readString(file);
        assertThat(onDisk).containsPattern("\\d\\.\\d{6}  115200 < key \\*\\*\\* and \\\\x01\\\\xff\\\\x5c\n");
        assertThat(onDisk).containsPattern("\\d\\.\\d{6}  115200 > ping \\*\\*\\*\\\\x0d\\\\x0a\n");
        assertThat(onDisk).containsPattern("\\d\\.\\d{6}   74880 < ~ld\n").doesNotContain("hunter22");
        assertThat(texts().toString()).doesNotContain("hunter22");
    }

    @Test
    void lines_in_which_the_board_tells_a_secret_are_kept_apart_and_masked() throws IOException {
        boot();
        console.mask(List.of("hunter22"));

        console.remark("hunter22 was given");
        console.send("hunter22\r\n");
        pipe.say(115200, "joins home\r\njoins home with hunter22\r\nlast line\r\n");
        console.expect("last line", soon());

        assertThat(console.telltaleLines()).extracting(TranscriptLine::text).containsExactly("joins home with ***");
    }

    @Test
    void a_boot_loader_session_gets_the_bytes_and_the_console_listens_again_afterwards() throws IOException {
        boot();
        byte[] buffer = new byte[16];

        try (SerialLink session = console.loaderSession()) {
            session.baud(460800);
            pipe.say(460800, "raw");
            int count = 0;
            while (count < 3) {
                count += session.read(buffer, count, 16 - count, Duration.ofSeconds(5));
            }
        }
        pipe.onRelease(() -> pipe.say(74880, BOOT));
        console.reset();

        assertThat(new String(buffer, 0, 3, StandardCharsets.US_ASCII)).isEqualTo("raw");
        console.expect("~ld", soon());
        assertThat(console.unexpectedResets()).isEmpty();
    }

    @Test
    void a_cable_pulled_is_a_fault_of_the_bench() {
        boot();
        pipe.unplug("no such device");

        assertThatThrownBy(() -> console.expect("anything", soon())).isInstanceOf(EspalierException.class)
            .hasMessageStartingWith("wanted: a line matching /anything/ on pipe; seen: the link failed: no such device; "
                + "try: check that the board is still plugged in");
    }

    @Test
    void a_board_whose_clock_stands_still_is_a_fault_of_the_bench() {
        boot();
        long[] wall = {0};
        Deadline deadline = Deadline.after(Duration.ofSeconds(1), () -> 0, Duration.ZERO, () -> wall[0]);
        wall[0] = Duration.ofSeconds(61).toNanos();

        assertThatThrownBy(() -> console.expect("anything", deadline)).isInstanceOf(EspalierException.class)
            .hasMessageContaining("the board's clock has nearly stopped: 0.0 s in 61 s of wall time");
    }

    private static byte[] garbage(int length) {
        byte[] data = new byte[length];
        Arrays.fill(data, (byte) 0xE0);
        return data;
    }

    private void open() {
        console = Console.open(pipe, ConsoleSettings.of(74880, 115200));
    }

    private void boot() {
        open();
        pipe.say(74880, BOOT);
        console.expect("~ld", soon());
    }

    private Deadline soon() {
        return console.within(Duration.ofSeconds(10));
    }

    private List<String> texts() {
        return console.lines().stream().map(TranscriptLine::text).toList();
    }
}
