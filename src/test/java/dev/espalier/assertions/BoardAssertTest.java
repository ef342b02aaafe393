package dev.espalier.assertions;

import static dev.espalier.assertions.EspalierAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import dev.espalier.transcript.CrashReader;
import dev.espalier.board.Board;
import dev.espalier.board.BoardNetwork;
import dev.espalier.board.BoardSetup;
import dev.espalier.configpage.HttpAddress;
import dev.espalier.console.BoardCrashed;
import dev.espalier.link.PipeLink;
import dev.espalier.profile.Profile;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The exact words of failures: people read them at a bench. */
class BoardAssertTest {

    private static final String BOOT = "ets Jan  8 2013,rst cause:2, boot mode:(3,6)\n";
    private static final String PROFILE = """
        name: tiny
        serial: { bootBaud: 115200, baud: 115200 }
        modes:
          run: { markers: ["^up$", "^running on (?<port>\\\\d+)$"], within: 100ms }
        eeprom: { offset: 0x7B000, size: 64, cells: { ssid: { at: 0, text: 32 }, key: { at: 32, text: 16, secret: true } } }
        """;

    @TempDir
    private Path folder;

    private final PipeLink pipe = new PipeLink();
    private Board board;

    @AfterEach
    void close() {
        board.close();
    }

    @Test
    void a_mode_that_comes_up_is_fine_and_what_it_said_is_known() {
        open();
        pipe.say(0, BOOT + "up\nrunning on 80\n");

        assertThat(board).bootsInto("run").hasNoCrash().hasNoUnexpectedReset();
        assertThat(board.said()).containsExactly(Map.entry("port", "80"));
    }

    @Test
    void a_mode_that_does_not_come_up() {
        open();
        pipe.say(0, BOOT + "up\ntls: handshake failed\n");

        fails(() -> assertThat(board).bootsInto("run"), """
            expected the board to boot into mode run, but no line matched /^running on (?<port>\\d+)$/ within 0.1 s of board \
            time; last line "tls: handshake failed"; no reset since flash; transcript: FOLDER/serial.log
            last lines of the board:
            TIME  115200 < ets Jan  8 2013,rst cause:2, boot mode:(3,6)
            TIME  115200 < up
            TIME  115200 < tls: handshake failed""");
    }

    @Test
    void a_crash_on_the_way_up_is_told_instead() {
        open();
        pipe.say(0, BOOT + "up\nFatal exception (28): \nepc1=0x40243016, epc2=0x00000000, epc3=0x00000000, "
            + "excvaddr=0x00000004, depc=0x00000000\n");

        Throwable failure = catchThrowable(() -> assertThat(board).bootsInto("run"));

        assertThat(failure).isInstanceOf(BoardCrashed.class).hasMessageStartingWith("the board crashed: Fatal exception (28): "
            + "LoadProhibited at 0x40243016 (loop+0x6), address 0x00000004\nlast line \"epc1=0x40243016");
        fails(() -> assertThat(board).hasNoCrash(), """
            the board crashed: Fatal exception (28): LoadProhibited at 0x40243016 (loop+0x6), address 0x00000004
            expected no crash; last line "epc1=0x40243016, epc2=0x00000000, epc3=0x00000000, excvaddr=0x00000004, \
            depc=0x00000000"; no reset since flash; transcript: FOLDER/serial.log
            last lines of the board:
            TIME  115200 < ets Jan  8 2013,rst cause:2, boot mode:(3,6)
            TIME  115200 < up
            TIME  115200 < Fatal exception (28):\s
            TIME  115200 < epc1=0x40243016, epc2=0x00000000, epc3=0x00000000, excvaddr=0x00000004, depc=0x00000000""");
    }

    @Test
    void a_restart_that_nobody_asked_for() {
        open();
        pipe.say(0, BOOT + "up\nets Jan  8 2013,rst cause:4, boot mode:(3,6)\n");
        await().until(() -> board.unexpectedResets().size() == 1);

        fails(() -> assertThat(board).hasNoUnexpectedReset(), """
            expected no restart that nobody asked for, but there was 1 (wdt); last line "ets Jan  8 2013,rst cause:4, boot \
            mode:(3,6)"; 1 reset since flash (wdt); transcript: FOLDER/serial.log
            last lines of the board:
            TIME  115200 < ets Jan  8 2013,rst cause:2, boot mode:(3,6)
            TIME  115200 < up
            TIME  115200 < ets Jan  8 2013,rst cause:4, boot mode:(3,6)""");
    }

    @Test
    void settings_that_are_other_than_they_should_be() {
        open();
        var before = board.profile().eeprom().layout().compose(Map.of("ssid", "home", "key", "hunter22"), Map.of());
        var after = before.with("ssid", "away").with("key", "other");

        fails(() -> assertThat(after).hasCell("ssid", "home"), "expected cell ssid to be \"home\", but it is \"away\"");
        fails(() -> assertThat(after).hasCell("key", "hunter22"), "expected cell key to be \"***\", but it is \"***\"");
        fails(() -> assertThat(after).changedExactly(before, "ssid"), "expected exactly [ssid] to change, but these did: ssid: "
            + "\"home\" -> \"away\"; key: \"***\" -> \"***\"");
        fails(() -> assertThat(before).changedExactly(before, "ssid"), "expected exactly [ssid] to change, but these did: none");
        assertThat(after).changedExactly(before, "key", "ssid");
    }

    private void open() {
        board = Board.on(pipe, Profile.parse("tiny.yaml", PROFILE), BoardSetup.of(new NoNetwork())
            .transcript(folder.resolve("serial.log"))
            .crashReader(CrashReader.naming(address -> address == 0x40243016 ? Optional.of("loop+0x6") : Optional.empty())));
    }

    private void fails(ThrowingCallable call, String message) {
        Throwable failure = catchThrowable(call);
        assertThat(failure).isInstanceOf(AssertionError.class);
        assertThat(failure.getMessage().replace(folder.toString(), "FOLDER").replaceAll(" +\\d+\\.\\d{6}", "TIME")).isEqualTo(message);
    }

    private static final class NoNetwork implements BoardNetwork {

        @Override
        public Map<String, String> cells() {
            return Map.of();
        }

        @Override
        public HttpAddress station(String ip, int port) {
            return new HttpAddress(ip, port);
        }

        @Override
        public HttpAddress accessPoint(String ssid, String password, String ip, int port) {
            return new HttpAddress(ip, port);
        }

        @Override
        public void cutWifi() {
            throw new UnsupportedOperationException("no network");
        }

        @Override
        public void restoreWifi() {
            throw new UnsupportedOperationException("no network");
        }
    }
}
