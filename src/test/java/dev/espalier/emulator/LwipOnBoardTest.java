package dev.espalier.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.espalier.emulator.net.Forward;
import dev.espalier.emulator.net.NicInterface;
import dev.espalier.emulator.net.VirtualNetwork;
import dev.espalier.link.SerialLink;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Year;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The bundled firmware's lwIP, an independent TCP/IP, talks to the virtual network. */
@Timeout(120)
class LwipOnBoardTest {

    private static final Path IMAGE = Path.of("firmware/images/tls-node.bin");
    private static final int EEPROM = 0x3FB000;
    private static final int WEB_PORT = 9705;
    private static final int FLASH_BYTES = 0x400000;

    private final VirtualNetwork network = VirtualNetwork.standard();
    private final ByteArrayOutputStream console = new ByteArrayOutputStream();
    private VirtualEsp8266 board;
    private SerialLink link;

    @AfterEach
    void close() throws IOException {
        board.close();
        network.close();
    }

    @Test
    void the_config_page_comes_over_the_station_with_an_address_from_dhcp() throws Exception {
        start(cells("espalier", "0.0.0.0"));
        waitFor("ESP8266 IP: 192.168.0.100");
        waitFor("Web Server Running");

        assertThat(get(NicInterface.STATION, "/config")).satisfies(LwipOnBoardTest::isTheWholePage);
        assertThat(network.boardAddress()).hasToString("Optional[192.168.0.100]");
    }

    @Test
    void the_config_page_comes_over_the_station_with_a_fixed_address() throws Exception {
        start(cells("espalier", "192.168.0.133"));
        waitFor("Web Server Running");

        assertThat(get(NicInterface.STATION, "/config")).satisfies(LwipOnBoardTest::isTheWholePage);
        assertThat(network.boardAddress()).hasToString("Optional[192.168.0.133]");
    }

    @Test
    void the_config_page_comes_over_the_boards_own_access_point() throws Exception {
        Forward forward = network.forward(WEB_PORT, NicInterface.SOFT_AP);
        start(cells("no-such-network", "0.0.0.0"));
        waitFor("initializing AP");
        waitFor("Web Server Running");

        assertThat(get(forward, "/config")).satisfies(LwipOnBoardTest::isTheWholePage);
        assertThat(network.softAp().ssid()).isEqualTo("no-such-network_ESP_AP");
        assertThat(network.softAp().joined()).isTrue();
    }

    @Test
    void a_tenth_of_all_frames_may_be_lost() throws Exception {
        start(cells("espalier", "192.168.0.133"));
        waitFor("Web Server Running");
        Random luck = new Random(11);
        network.lose((direction, over, frame) -> luck.nextInt(10) == 0);

        for (int i = 0; i < 5; i++) {
            assertThat(get(NicInterface.STATION, "/config")).satisfies(LwipOnBoardTest::isTheWholePage);
        }
    }

    @Test
    void the_board_finds_its_broker_by_name_and_comes_back_after_an_abrupt_end() throws Exception {
        try (ServerSocket broker = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            startMqtt(broker);
            try (Socket first = broker.accept()) {
                assertThat(helloOf(first)).isEqualTo("MQTT");
                first.setSoLinger(true, 0);
            }
            try (Socket second = broker.accept()) {
                assertThat(helloOf(second)).isEqualTo("MQTT");
                assertThat(network.connections()).anySatisfy(c -> assertThat(c.peer()).isEqualTo("broker.test:1883"));
            }
        }
    }

    @Test
    void the_board_comes_back_after_its_access_point_was_away() throws Exception {
        try (ServerSocket broker = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            startMqtt(broker);
            try (Socket first = broker.accept()) {
                assertThat(helloOf(first)).isEqualTo("MQTT");
                network.loseAccessPoint("espalier");
                network.host("broker.test").cutConnections();
                network.bringBackAccessPoint("espalier");
                try (Socket second = broker.accept()) {
                    assertThat(helloOf(second)).isEqualTo("MQTT");
                }
            }
        }
    }

    @Test
    void the_time_comes_from_the_router() throws Exception {
        network.ntpOffset(Duration.ofDays(3653));
        start(cells("espalier", "0.0.0.0"));

        waitFor("Time has been acquired");
        waitFor("Current GMT: ");
        waitFor(" " + (Year.now(ZoneOffset.UTC).getValue() + 10));
    }

    private static void isTheWholePage(String answer) {
        assertThat(answer).contains(" 200 OK\r\n").contains("</html>");
        int body = answer.indexOf("\r\n\r\n") + 4;
        assertThat(answer).contains("Content-Length: " + answer.substring(body).getBytes(StandardCharsets.UTF_8).length + "\r\n");
    }

    private String get(NicInterface over, String path) throws IOException {
        try (Forward forward = network.forward(WEB_PORT, over)) {
            return get(forward, path);
        }
    }

    private static String get(Forward forward, String path) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), forward.port())) {
            socket.setSoTimeout(30_000);
            socket.getOutputStream()
                .write(("GET " + path + " HTTP/1.1\r\nHost: board\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private void startMqtt(ServerSocket broker) throws IOException {
        broker.setSoTimeout(60_000);
        network.host("broker.test").map(1883, (InetSocketAddress) broker.getLocalSocketAddress());
        ByteBuffer cells = cells("espalier", "0.0.0.0");
        put(cells, 0x170, "true\0");
        start(cells);
    }

    /** Reads a CONNECT, accepts it, and returns the protocol that it names. */
    private static String helloOf(Socket socket) throws IOException {
        socket.setSoTimeout(30_000);
        byte[] start = socket.getInputStream().readNBytes(8);
        assertThat(start[0]).as("CONNECT").isEqualTo((byte) 0x10);
        socket.getOutputStream().write(new byte[] {0x20, 2, 0, 0});
        return new String(start, 4, 4, StandardCharsets.US_ASCII);
    }

    private void start(ByteBuffer cells) throws IOException {
        CRC32 crc = new CRC32();
        crc.update(cells.array(), 0, 0x1F8);
        cells.putInt(0x1F8, (int) crc.getValue());
        byte[] flash = new byte[FLASH_BYTES];
        Arrays.fill(flash, (byte) 0xFF);
        byte[] image = Files.readAllBytes(IMAGE);
        System.arraycopy(image, 0, flash, 0, image.length);
        System.arraycopy(cells.array(), 0, flash, EEPROM, cells.capacity());
        board = VirtualEsp8266.builder().flash(flash).network(network).start();
        link = board.link();
        link.baud(115200);
    }

    private void waitFor(String text) {
        byte[] buffer = new byte[4096];
        await(text).pollInSameThread().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(5))
            .atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
                console.write(buffer, 0, link.read(buffer, 0, buffer.length, Duration.ofMillis(50)));
                assertThat(console.toString(StandardCharsets.US_ASCII)).contains(text);
            });
    }

    /** The EEPROM as firmware/tls-node lays it out, all but its checksum. */
    private static ByteBuffer cells(String ssid, String ip) {
        ByteBuffer cells = ByteBuffer.allocate(512);
        put(cells, 0x10, ssid);
        put(cells, 0x30, "hil-bench");
        put(cells, 0x60, "broker.test");
        put(cells, 0xC0, "up");
        put(cells, 0xE0, "down");
        put(cells, 0x108, "false");
        put(cells, 0x110, "false");
        put(cells, 0x140, "node");
        put(cells, 0x160, "false");
        put(cells, 0x170, "false");
        put(cells, 0x180, "TLSN");
        put(cells, 0x188, "false");
        address(cells, 0x40, ip);
        address(cells, 0x44, "255.255.255.0");
        address(cells, 0x48, "192.168.0.1");
        address(cells, 0x4C, "192.168.4.1");
        cells.putShort(0x50, (short) WEB_PORT);
        cells.put(0x100, (byte) 1).putShort(0x101, (short) 0xC200);
        cells.putShort(0x118, (short) 1883).putShort(0x11A, (short) 18266).putShort(0x184, (short) 1);
        return cells;
    }

    private static void put(ByteBuffer cells, int at, String text) {
        cells.position(at).put(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static void address(ByteBuffer cells, int at, String dotted) {
        cells.position(at);
        for (String octet : dotted.split("\\.")) {
            cells.put((byte) Integer.parseInt(octet));
        }
    }
}
