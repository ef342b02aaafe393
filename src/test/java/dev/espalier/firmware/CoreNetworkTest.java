package dev.espalier.firmware;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.espalier.broker.ServerCertificate;
import dev.espalier.broker.TestPki;
import dev.espalier.console.Console;
import dev.espalier.console.ConsoleSettings;
import dev.espalier.emulator.VirtualEsp8266;
import dev.espalier.emulator.net.AccessPoint;
import dev.espalier.emulator.net.Forward;
import dev.espalier.emulator.net.NicInterface;
import dev.espalier.emulator.net.VirtualNetwork;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The core's Wi-Fi, TCP/IP and TLS against the virtual network and real servers on loopback. */
@Timeout(120)
class CoreNetworkTest {

    private static final Path IMAGE = Path.of("firmware/images/core-probe.bin");
    private static final Duration SOON = Duration.ofSeconds(40);
    private static final int FLASH_BYTES = 4 * 1024 * 1024;
    private static final int ANCHOR = 0x3F9000;
    private static final int ECHO_PORT = 7;

    @TempDir
    private static Path folder;
    private static TestPki pki;

    private VirtualNetwork network;
    private VirtualEsp8266 board;
    private Console console;

    @BeforeAll
    static void makeCertificates() {
        pki = TestPki.in(folder);
    }

    @BeforeEach
    void start() throws IOException {
        network = VirtualNetwork.builder().accessPoint(AccessPoint.DEFAULT).build();
        board = VirtualEsp8266.builder().flash(imageWithAnchor(pki.caDer())).network(network).start();
        console = Console.open(board.link(), ConsoleSettings.of(VirtualEsp8266.ROM_BAUD, 115200));
        expect("probe ready");
    }

    @AfterEach
    void stop() throws IOException {
        console.close();
        board.close();
        network.close();
    }

    // ---- Wi-Fi, DHCP, DNS, SNTP

    @Test
    void the_station_associates_and_gets_an_address_by_dhcp() {
        say("join espalier hil-bench", "wifi 3 192\\.168\\.0\\.100 rssi -\\d+");
    }

    @Test
    void a_wrong_password_and_an_absent_network_are_told_apart() {
        say("join espalier not-the-password", "wifi 6 0\\.0\\.0\\.0");
        say("join nobody-here hil-bench", "wifi 1 0\\.0\\.0\\.0");
    }

    @Test
    void the_station_comes_back_after_the_access_point_was_lost() {
        say("join espalier hil-bench", "wifi 3");
        network.loseAccessPoint("espalier");
        network.bringBackAccessPoint("espalier");

        say("join espalier hil-bench", "wifi 3 192\\.168\\.0\\.100");
    }

    @Test
    void names_are_resolved_and_unknown_ones_are_not() {
        network.host("broker.test");
        say("join espalier hil-bench", "wifi 3");

        say("host broker.test", "host 1 192\\.168\\.0\\.2\\d\\d");
        say("host nobody.test", "host 0 0\\.0\\.0\\.0");
    }

    @Test
    void the_clock_is_set_from_the_network() {
        say("join espalier hil-bench", "wifi 3");

        // The sketch waits 5 s of its own time, which an answer that is late by the wall may miss.
        await().atMost(SOON).pollInSameThread().untilAsserted(() -> assertThat(timeOfTheBoard())
            .isBetween(Instant.now().minusSeconds(300), Instant.now().plusSeconds(300)));
    }

    private Instant timeOfTheBoard() {
        console.send("time\n");
        Matcher time = Pattern.compile("time (\\d+)").matcher(expect("time \\d+$"));
        assertThat(time.find()).isTrue();
        return Instant.ofEpochSecond(Long.parseLong(time.group(1)));
    }

    // ---- TCP

    @Test
    void a_tcp_client_sends_and_receives() throws IOException {
        try (EchoServer server = EchoServer.plain()) {
            network.host("peer.test").map(8000, server.address());
            say("join espalier hil-bench", "wifi 3");

            say("tcp peer.test 8000 hello", "answer hello");
            say("tcp peer.test 8001 hello", "connect 0");
        }
    }

    @Test
    void an_espconn_server_answers_several_clients_at_once() throws IOException {
        say("join espalier hil-bench", "wifi 3");
        say("serve", "echo 0");
        byte[] text = "x".repeat(2000).getBytes(StandardCharsets.US_ASCII);

        try (Forward forward = network.forward(ECHO_PORT, NicInterface.STATION);
             Socket first = connect(forward); Socket second = connect(forward)) {
            first.getOutputStream().write(text, 0, 500);
            second.getOutputStream().write("other".getBytes(StandardCharsets.US_ASCII));

            assertThat(second.getInputStream().readNBytes(5)).isEqualTo("other".getBytes(StandardCharsets.US_ASCII));
            assertThat(first.getInputStream().readNBytes(500)).isEqualTo(Arrays.copyOf(text, 500));
        }
    }

    @Test
    void an_espconn_server_that_ends_a_connection_does_not_reset_a_peer_who_still_talks() throws IOException {
        say("join espalier hil-bench", "wifi 3");
        say("serve", "echo 0");

        try (Forward forward = network.forward(ECHO_PORT, NicInterface.STATION); Socket peer = connect(forward)) {
            peer.getOutputStream().write("bye".getBytes(StandardCharsets.US_ASCII));
            assertThat(peer.getInputStream().readNBytes(3)).isEqualTo("bye".getBytes(StandardCharsets.US_ASCII));
            peer.getOutputStream().write("but wait".getBytes(StandardCharsets.US_ASCII));

            assertThat(peer.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void connections_that_ended_do_not_count_against_new_ones() throws IOException {
        say("join espalier hil-bench", "wifi 3");
        say("serve", "echo 0");

        try (Forward forward = network.forward(ECHO_PORT, NicInterface.STATION)) {
            for (int i = 0; i < 12; i++) {
                try (Socket idle = connect(forward); Socket other = connect(forward); Socket talking = connect(forward)) {
                    idle.getOutputStream().write('x');
                    other.getOutputStream().write('y');
                    talking.getOutputStream().write('z');

                    assertThat(talking.getInputStream().read()).isEqualTo('z');
                }
            }
        }
    }

    /** As the vendor's espconn: a sketch that takes a larger number for granted serves five connections there. */
    @Test
    void an_espconn_server_is_allowed_no_more_connections_than_all_together() throws IOException {
        say("join espalier hil-bench", "wifi 3");
        say("serve", "echo 0");

        say("allow 6", "allow -12");
        say("most 16", "most -12");
        say("most 6", "most 0");
        say("allow 6", "allow 0");
    }

    @Test
    void connections_give_their_memory_back() throws IOException {
        try (EchoServer server = EchoServer.plain()) {
            network.host("peer.test").map(8000, server.address());
            say("join espalier hil-bench", "wifi 3");
            say("tcp peer.test 8000 warm-up", "answer warm-up");
            int before = freeHeap();

            for (int i = 0; i < 10; i++) {
                say("tcp peer.test 8000 again", "answer again");
            }

            // Connections in TIME_WAIT hold a little for two seconds.
            assertThat(before - freeHeap()).isLessThan(10 * 200);
        }
    }

    // ---- TLS

    @ParameterizedTest
    @CsvSource({"GOOD, 1, 0", "WRONG_CA, 0, 52|62", "EXPIRED, 0, 54", "WRONG_HOST, 0, 56"})
    void only_the_right_certificate_connects(ServerCertificate kind, int connects, String error) throws Exception {
        try (EchoServer server = EchoServer.tls(pki, kind)) {
            network.host(TestPki.HOST).map(8883, server.address());
            say("join espalier hil-bench", "wifi 3");
            say("time", "time \\d{10}");

            console.send("tls broker.test 8883 hello\n");

            expect("connect " + connects);
            if (connects == 1) {
                expect("answer hello$");
            }
            expect("tls error (" + error + ")$");
        }
    }

    @Test
    void without_verification_any_certificate_connects() throws Exception {
        try (EchoServer server = EchoServer.tls(pki, ServerCertificate.WRONG_HOST)) {
            network.host(TestPki.HOST).map(8883, server.address());
            say("join espalier hil-bench", "wifi 3");

            say("tls-insecure broker.test 8883 hello", "answer hello");
        }
    }

    @Test
    void a_tls_connection_gives_its_memory_back() throws Exception {
        try (EchoServer server = EchoServer.tls(pki, ServerCertificate.GOOD)) {
            network.host(TestPki.HOST).map(8883, server.address());
            say("join espalier hil-bench", "wifi 3");
            say("time", "time \\d{10}");
            say("tls broker.test 8883 warm-up", "answer warm-up");
            int before = freeHeap();

            say("tls broker.test 8883 again", "answer again");
            say("tls broker.test 8883 again", "answer again");

            assertThat(before - freeHeap()).isLessThan(2 * 200);
        }
    }

    // ---- asking the board

    private static byte[] imageWithAnchor(byte[] der) throws IOException {
        byte[] image = Files.readAllBytes(IMAGE);
        byte[] flash = new byte[FLASH_BYTES];
        Arrays.fill(flash, (byte) 0xFF);
        System.arraycopy(image, 0, flash, 0, image.length);
        ByteBuffer.wrap(flash).order(ByteOrder.LITTLE_ENDIAN).putInt(ANCHOR, der.length);
        System.arraycopy(der, 0, flash, ANCHOR + 8, der.length);
        return flash;
    }

    private static Socket connect(Forward forward) throws IOException {
        Socket socket = new Socket();
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), forward.port()));
        socket.setSoTimeout((int) SOON.toMillis());
        return socket;
    }

    private int freeHeap() {
        console.send("heap\n");
        Matcher figures = Pattern.compile("heap free=(\\d+)").matcher(expect("heap free=.* stack=\\d+$"));
        expect("^done$");
        assertThat(figures.find()).isTrue();
        return Integer.parseInt(figures.group(1));
    }

    private void say(String command, String answer) {
        console.send(command + "\n");
        expect(answer);
        expect("^done$");
    }

    private String expect(String pattern) {
        return console.expect(pattern, console.within(SOON)).line().text();
    }
}
