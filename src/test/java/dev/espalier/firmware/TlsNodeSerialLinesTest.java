package dev.espalier.firmware;

import static dev.espalier.firmware.TlsNode.MAC;
import static dev.espalier.firmware.TlsNode.WEB_PORT;
import static dev.espalier.firmware.TlsNode.atHome;
import static dev.espalier.firmware.TlsNode.consoleOf;
import static dev.espalier.firmware.TlsNode.get;
import static dev.espalier.firmware.TlsNode.soon;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import dev.espalier.console.Console;
import dev.espalier.console.Match;
import dev.espalier.emulator.VirtualEsp8266;
import dev.espalier.emulator.net.Forward;
import dev.espalier.emulator.net.NicInterface;
import dev.espalier.emulator.net.VirtualNetwork;
import dev.espalier.transcript.Direction;
import dev.espalier.transcript.TranscriptLine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the sketch says, line by line, as the article's firmware did (facts sheet, 7.3). */
@Timeout(120)
class TlsNodeSerialLinesTest {

    private static final Duration LONG = Duration.ofSeconds(30);
    private static final String RULE = "-".repeat(37);
    private static final String GMT =
        "Current GMT: (Mon|Tue|Wed|Thu|Fri|Sat|Sun) [A-Z][a-z]{2} [ \\d]\\d \\d\\d:\\d\\d:\\d\\d 20\\d\\d";

    @Test
    void a_start_in_configuration_mode_prints_its_lines_in_order() throws IOException {
        try (VirtualNetwork network = VirtualNetwork.standard();
             VirtualEsp8266 board = atHome("tls-node", network, Map.of("ip", "192.168.0.140"));
             Console console = consoleOf(board)) {
            awaitLine(console, GMT);

            assertThat(startOf(console)).matches(lines(
                "Local ESP   IP:0\\.0\\.0\\.0",
                "From EEPROM IP:192\\.168\\.0\\.140",
                "From EEPROM NM:255\\.255\\.255\\.0",
                "From EEPROM GW:192\\.168\\.0\\.1",
                "From EEPROM AP:192\\.168\\.4\\.1",
                "",
                "ESP8266 IP:192\\.168\\.0\\.140",
                "Fixed   IP:192\\.168\\.0\\.140",
                "IP now set to: 192\\.168\\.0\\.140",
                "",
                "",
                "Connecting to espalier\\.{1,20}",
                "WiFi connected",
                "ESP8266 IP: 192\\.168\\.0\\.140",
                "ESP8266 WebServer Port: " + WEB_PORT,
                "ESP8266 Mode: Web Server Running - Type = SDK API",
                "",
                "Waiting for time\\.{1,10}",
                "Time has been acquired from internet time service",
                GMT));
        }
    }

    @Test
    void a_start_without_its_network_says_so_after_twenty_dots_and_cuts_the_name_of_its_own() throws IOException {
        String longest = "a-network-name-of-thirty-two-byt";
        try (VirtualNetwork network = VirtualNetwork.standard();
             VirtualEsp8266 board = atHome("tls-node", network, Map.of("ssid", longest, "apIp", "192.168.7.1"));
             Console console = consoleOf(board)) {
            awaitLine(console, "ESP8266 Mode: .*SDK API");

            assertThat(startOf(console)).endsWith(String.join("\n",
                "Connecting to " + longest + ".".repeat(20),
                "Could not connect to wifi, initializing AP ",
                "ESP8266 IP: 192.168.7.1",
                "ESP8266 Mode: Web Server Running - Type = SDK API"));
            assertThat(network.softAp().ssid()).isEqualTo("a-network-name-of-thirty-_ESP_AP");
        }
    }

    @Test
    void neither_a_silent_time_server_nor_an_absent_broker_keeps_the_page_from_being_served() throws IOException {
        Map<String, String> cells = Map.of("mqttEnabled", "true", "broker", "nowhere.test");
        try (VirtualNetwork network = VirtualNetwork.standard();
             Forward web = network.forward(WEB_PORT, NicInterface.STATION)) {
            network.silenceNtp(true);
            try (VirtualEsp8266 board = atHome("tls-node", network, cells); Console console = consoleOf(board)) {
                awaitLine(console, ".*failed, rc=-2 .*seconds");

                assertThat(startOf(console)).contains(String.join("\n",
                    "ESP8266 Mode: Web Server Running - Type = SDK API",
                    "MQTT Rx Topic: mqtt_rx_" + MAC,
                    "MQTT Tx Topic: mqtt_tx_" + MAC,
                    "ESP8266 Mode: MQTT Client Running",
                    "",
                    "Waiting for time..........",
                    "No time yet, going on without",
                    "Attempting MQTT connection...failed, rc=-2 try again in 5 seconds"));
                assertThat(get(web, "/config")).startsWith("HTTP/1.0 200 OK\r\n").endsWith("</html>\n");

                network.silenceNtp(false);
                console.expect("Time has been acquired from internet time service", soon(console));
                console.requireCalm();
            }
        }
    }

    @Test
    void a_request_and_its_reply_stand_between_rules_of_37_dashes_and_blinking_is_counted_down() throws IOException {
        try (VirtualNetwork network = VirtualNetwork.standard();
             Forward web = network.forward(WEB_PORT, NicInterface.STATION);
             VirtualEsp8266 board = atHome("tls-node", network, Map.of());
             Console console = consoleOf(board)) {
            awaitLine(console, GMT);

            assertThat(get(web, "/?request=BlinkLed&nblink=3")).endsWith("LED is now blinking 3 times.\n");
            awaitLine(console, "3\\.\\.\\.2\\.\\.\\.1\\.\\.\\.");

            assertThat(said(console)).contains(String.join("\n", RULE, "HTTP Message Rx: [Code: SDK API]", RULE,
                RULE, "Reply Payload:", "LED is now blinking 3 times.", "", RULE,
                "Blink countdown:", "3...2...1..."));
        }
    }

    @Test
    void the_heap_is_what_the_readme_of_the_firmware_says() throws IOException {
        String readme = Files.readString(Path.of("firmware/README.md"));
        Matcher row = Pattern.compile("tls-node at `boot` / web server up \\| ([\\d,]+) / ([\\d,]+) ").matcher(readme);
        assertThat(row.find()).as("the row in firmware/README.md").isTrue();

        try (VirtualNetwork network = VirtualNetwork.standard();
             VirtualEsp8266 board = atHome("tls-node", network, Map.of());
             Console console = consoleOf(board)) {
            for (int column = 1; column <= 2; column++) {
                Match said = console.expect("heap (?<where>boot|server) free=(?<free>\\d+) max=", soon(console));
                int stated = Integer.parseInt(row.group(column).replace(",", ""));
                assertThat(Integer.parseInt(said.group("free"))).as(said.group("where")).isCloseTo(stated, within(100));
            }
        }
    }

    /** Until a line that has ended is this; an {@code expect} is content with the beginning of one. */
    private static void awaitLine(Console console, String pattern) {
        await().atMost(LONG).until(() -> received(console).anyMatch(text -> text.matches(pattern)));
    }

    private static Stream<String> received(Console console) {
        return console.lines().stream().filter(line -> line.direction() == Direction.RECEIVED).map(TranscriptLine::text);
    }

    private static String lines(String... patterns) {
        return String.join("\n", patterns);
    }

    /** From the sketch's first line on, without the heap figures, which may stand anywhere between. */
    private static String startOf(Console console) {
        String said = said(console);
        return said.substring(said.indexOf("Local ESP")).stripTrailing();
    }

    private static String said(Console console) {
        return received(console).filter(text -> !text.startsWith("heap ")).collect(Collectors.joining("\n"));
    }
}
