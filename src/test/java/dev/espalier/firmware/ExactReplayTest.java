package dev.espalier.firmware;

import static dev.espalier.firmware.TlsNode.PROFILE;
import static dev.espalier.firmware.TlsNode.WEB_PORT;
import static dev.espalier.firmware.TlsNode.atHome;
import static dev.espalier.firmware.TlsNode.consoleOf;
import static dev.espalier.firmware.TlsNode.get;
import static dev.espalier.firmware.TlsNode.soon;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.console.BoardCrashed;
import dev.espalier.console.Console;
import dev.espalier.emulator.Fault;
import dev.espalier.emulator.FlightRecorder;
import dev.espalier.emulator.Recording;
import dev.espalier.emulator.Replay;
import dev.espalier.emulator.Tape;
import dev.espalier.emulator.VirtualEsp8266;
import dev.espalier.emulator.net.Forward;
import dev.espalier.emulator.net.NicInterface;
import dev.espalier.emulator.net.VirtualNetwork;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The article's crash, recorded once while browsers fetch the page at once, and replayed. */
@Timeout(300)
class ExactReplayTest {

    private static final int MEMSET_STORE = 0x4000e1b2;

    private static Tape tape;

    @BeforeAll
    static void recordTheCrash() throws IOException {
        try (VirtualNetwork network = VirtualNetwork.standard();
             Forward web = network.forward(WEB_PORT, NicInterface.STATION);
             VirtualEsp8266 board = atHome("tls-node-null-config", network, Map.of());
             Recording recording = board.record();
             Console console = consoleOf(board)) {
            console.expect("heap server", soon(console));
            assertThat(get(web, "/config")).startsWith("HTTP/1.0 200 OK\r\n");
            List<Socket> browsers = severalBrowsersAtOnce(web);
            assertThatThrownBy(() -> console.expect("never said", soon(console))).isInstanceOf(BoardCrashed.class);
            tape = recording.stop().stream().filter(each -> each.serial().contains("epc1=0x4000e1b2")).findFirst().orElseThrow();
            for (Socket browser : browsers) {
                browser.close();
            }
        }
    }

    @Test
    void five_replays_say_and_do_the_same_as_the_board() throws IOException {
        String state = null;
        List<Fault> faults = null;
        for (int i = 0; i < 5; i++) {
            Replay replay = Replay.of(tape);
            replay.runToEnd();

            assertThat(replay.serial()).isEqualTo(tape.serial()).contains("epc1=0x4000e1b2");
            if (i > 0) {
                assertThat(replay.stateDigest()).isEqualTo(state);
                assertThat(replay.faults()).isEqualTo(faults);
            }
            state = replay.stateDigest();
            faults = replay.faults();
        }
    }

    private static List<Socket> severalBrowsersAtOnce(Forward web) throws IOException {
        List<Socket> sockets = new ArrayList<>();
        for (int i = 0; i < PROFILE.pressure().parallelRequests() + 1; i++) {
            Socket socket = new Socket("127.0.0.1", web.port());
            socket.getOutputStream().write("GET /config HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            sockets.add(socket);
        }
        return sockets;
    }
}
