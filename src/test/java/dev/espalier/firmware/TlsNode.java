package dev.espalier.firmware;

import dev.espalier.console.Console;
import dev.espalier.console.ConsoleSettings;
import dev.espalier.emulator.Recording;
import dev.espalier.emulator.Tape;
import dev.espalier.emulator.VirtualEsp8266;
import dev.espalier.emulator.net.Forward;
import dev.espalier.emulator.net.VirtualNetwork;
import dev.espalier.profile.Profile;
import dev.espalier.replay.CrashReplay;
import dev.espalier.time.Deadline;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The sketch's images on the virtual board, with settings of the test's choice. */
final class TlsNode {

    static final Profile PROFILE = Profile.read(Path.of("fixtures/profiles/tls-node.yaml"));
    static final String MAC = "5ccf7f123456";
    static final int WEB_PORT = 9705;

    private static final int FLASH_BYTES = 0x400000;
    private static final int SOCKET_MILLIS = 20_000;

    private TlsNode() {
    }

    /** A strict board whose stored access point is the usual network's, and otherwise holds the defaults and {@code cells}. */
    static VirtualEsp8266 atHome(String image, VirtualNetwork network, Map<String, String> cells) throws IOException {
        Map<String, String> all = new HashMap<>(
            Map.of("ssid", "espalier", "password", "hil-bench", "webPort", Integer.toString(WEB_PORT)));
        all.putAll(cells);
        byte[] flash = flashOf(image);
        put(flash, PROFILE.eeprom().offset(), sector(all));
        return VirtualEsp8266.builder().flash(flash).network(network).strict(true).start();
    }

    /** Erased flash with the image at its start. */
    static byte[] flashOf(String image) throws IOException {
        byte[] flash = new byte[FLASH_BYTES];
        Arrays.fill(flash, (byte) 0xFF);
        put(flash, 0, Files.readAllBytes(Path.of("firmware", "images", image + ".bin")));
        return flash;
    }

    /** A valid EEPROM: the defaults, changed by {@code cells}. */
    static byte[] sector(Map<String, String> cells) {
        return PROFILE.eeprom().layout().compose(cells, Map.of("mac", MAC)).bytes();
    }

    static void put(byte[] flash, int offset, byte[] data) {
        System.arraycopy(data, 0, flash, offset, data.length);
    }

    static Console consoleOf(VirtualEsp8266 board) throws IOException {
        return Console.open(board.link(), ConsoleSettings.of(PROFILE.serial().bootBaud(), PROFILE.serial().baud()));
    }

    static Deadline soon(Console console) {
        return console.within(Duration.ofSeconds(30));
    }

    /** The whole answer, head included, to a request that carries no header at all. */
    static String get(Forward web, String target) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", web.port())) {
            socket.setSoTimeout(SOCKET_MILLIS);
            socket.getOutputStream().write(("GET " + target + " HTTP/1.1\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            try (InputStream in = socket.getInputStream()) {
                return new String(in.readAllBytes(), StandardCharsets.UTF_8);
            }
        }
    }

    /** The tape of a start of the board that ended in a crash and a restart; none as long as there was none. */
    static Optional<Tape> crashFromItsReset(Recording recording) throws IOException {
        return recording.tapes().stream().filter(tape -> tape.serial().contains("ets Jan") && !tape.endedBy().isEmpty())
            .filter(tape -> CrashReplay.crashed(List.of(tape)).isPresent()).findFirst();
    }
}
