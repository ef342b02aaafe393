package dev.espalier.firmware;

import static dev.espalier.firmware.TlsNode.PROFILE;
import static dev.espalier.firmware.TlsNode.WEB_PORT;
import static dev.espalier.firmware.TlsNode.atHome;
import static dev.espalier.firmware.TlsNode.consoleOf;
import static dev.espalier.firmware.TlsNode.flashOf;
import static dev.espalier.firmware.TlsNode.get;
import static dev.espalier.firmware.TlsNode.put;
import static dev.espalier.firmware.TlsNode.sector;
import static dev.espalier.firmware.TlsNode.soon;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.console.BoardCrashed;
import dev.espalier.console.Console;
import dev.espalier.eeprom.EepromLayout;
import dev.espalier.emulator.VirtualEsp8266;
import dev.espalier.emulator.net.Forward;
import dev.espalier.emulator.net.NicInterface;
import dev.espalier.emulator.net.VirtualNetwork;
import dev.espalier.transcript.Crash;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The sketch's own promises, by its real image on the virtual board. */
class TlsNodeOnTheVirtualBoardTest {

    @TempDir
    private Path folder;

    @Test
    void an_erased_eeprom_becomes_the_defaults_of_the_profile() throws IOException {
        Path flash = Files.write(folder.resolve("flash"), flashOf("tls-node"));

        try (VirtualNetwork network = VirtualNetwork.standard();
             VirtualEsp8266 board = VirtualEsp8266.builder().flashFile(flash).network(network).start();
             Console console = consoleOf(board)) {
            console.expect(PROFILE.eeprom().notInitialised().orElseThrow(), soon(console));
        }

        EepromLayout layout = PROFILE.eeprom().layout();
        int offset = PROFILE.eeprom().offset();
        byte[] written = Arrays.copyOfRange(Files.readAllBytes(flash), offset, offset + layout.size());
        assertThat(layout.parse(sector(Map.of())).diff(layout.parse(written))).isEmpty();
        assertThat(written).isEqualTo(sector(Map.of()));
    }

    @Test
    void a_save_cut_short_is_finished_from_the_journal() throws IOException {
        byte[] flash = flashOf("tls-node");
        byte[] saved = sector(Map.of("ssid", "saved-network"));
        put(flash, PROFILE.journal().orElseThrow().offset(), saved);
        put(flash, PROFILE.eeprom().offset(), Arrays.copyOf(saved, 200));

        try (VirtualEsp8266 board = VirtualEsp8266.builder().flash(flash).start(); Console console = consoleOf(board)) {
            console.expect(PROFILE.eeprom().restored().orElseThrow(), soon(console));
            console.expect("Connecting to saved-network", soon(console));
        }
    }

    @Test
    void a_journal_cut_short_leaves_the_settings_as_they_were() throws IOException {
        byte[] flash = flashOf("tls-node");
        put(flash, PROFILE.eeprom().offset(), sector(Map.of("ssid", "old-network")));
        put(flash, PROFILE.journal().orElseThrow().offset(), Arrays.copyOf(sector(Map.of("ssid", "new-network")), 200));

        try (VirtualEsp8266 board = VirtualEsp8266.builder().flash(flash).start(); Console console = consoleOf(board)) {
            console.expect("Connecting to old-network", soon(console));
        }
    }

    @Test
    void the_page_is_served_while_half_sent_requests_hold_their_memory() throws IOException {
        try (VirtualNetwork network = VirtualNetwork.standard();
             Forward web = network.forward(WEB_PORT, NicInterface.STATION);
             VirtualEsp8266 board = atHome("tls-node", network, Map.of());
             Console console = consoleOf(board)) {
            console.expect("heap server", soon(console));
            List<Socket> slow = halfSentRequests(web);

            String answer = get(web, "/config");

            assertThat(answer).startsWith("HTTP/1.0 200 OK\r\n").endsWith("</html>\n");
            console.requireCalm();
            closeAll(slow);
        }
    }

    @Test
    void the_unchecked_page_of_the_article_dies_in_the_roms_memset() throws IOException {
        try (VirtualNetwork network = VirtualNetwork.standard();
             Forward web = network.forward(WEB_PORT, NicInterface.STATION);
             VirtualEsp8266 board = atHome("tls-node-null-config", network, Map.of());
             Console console = consoleOf(board)) {
            console.expect("heap server", soon(console));
            assertThat(get(web, "/config")).startsWith("HTTP/1.0 200 OK\r\n");
            console.expect("heap idle", soon(console));
            List<Socket> slow = halfSentRequests(web);

            assertThat(whatCanBeRead(web, "/config")).doesNotContain("</html>");

            assertThatThrownBy(() -> console.expect("heap idle", soon(console))).isInstanceOf(BoardCrashed.class);
            Crash crash = console.crashes().get(0);
            assertThat(crash.context()).contains("sys");
            assertThat(crash.registers()).hasValueSatisfying(registers -> {
                assertThat(registers.cause()).hasValue(29);
                assertThat(registers.epc1()).isEqualTo(0x4000e1b2);
                assertThat(registers.excvaddr()).isZero();
            });
            closeAll(slow);
        }
    }

    private static List<Socket> halfSentRequests(Forward web) throws IOException {
        List<Socket> sockets = new ArrayList<>();
        for (int i = 0; i < PROFILE.pressure().parallelRequests(); i++) {
            Socket socket = new Socket("127.0.0.1", web.port());
            socket.getOutputStream().write("GET /config HTTP/1.1\r\nX-Slow: ".getBytes(StandardCharsets.US_ASCII));
            sockets.add(socket);
        }
        return sockets;
    }

    private static void closeAll(List<Socket> sockets) throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    private static String whatCanBeRead(Forward web, String target) {
        try {
            return get(web, target);
        } catch (IOException cutOff) {
            return "";
        }
    }
}
