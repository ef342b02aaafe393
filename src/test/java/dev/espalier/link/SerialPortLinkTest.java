package dev.espalier.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.espalier.EspalierException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real ports, made of a pair of pseudo-terminals: bytes are real, modem lines are not there. */
class SerialPortLinkTest {

    @TempDir
    private Path folder;

    private Process pair;
    private String near;
    private String far;

    @BeforeEach
    void join_two_pseudo_terminals() throws IOException {
        assumeTrue(onPath("socat"), "socat is not installed");
        near = folder.resolve("near").toString();
        far = folder.resolve("far").toString();
        pair = new ProcessBuilder("socat", "pty,raw,echo=0,link=" + near, "pty,raw,echo=0,link=" + far)
            .redirectErrorStream(true).start();
        await().until(() -> Files.exists(Path.of(near)) && Files.exists(Path.of(far)));
    }

    @AfterEach
    void end() throws Exception {
        if (pair != null) {
            pair.destroy();
            pair.waitFor();
            Files.deleteIfExists(Path.of(near));
            Files.deleteIfExists(Path.of(far));
        }
    }

    @Test
    void bytes_of_every_value_pass_in_both_directions() throws IOException {
        byte[] all = new byte[256];
        for (int i = 0; i < 256; i++) {
            all[i] = (byte) i;
        }
        try (SerialLink a = SerialPortLink.open(near, 115200); SerialLink b = SerialPortLink.open(far, 115200)) {
            a.write(all);
            assertThat(read(b, 256)).isEqualTo(all);

            b.write(all);
            assertThat(read(a, 256)).isEqualTo(all);
        }
    }

    @Test
    void the_roms_odd_baud_rate_is_taken() throws IOException {
        try (SerialLink a = SerialPortLink.open(near, 115200); SerialLink b = SerialPortLink.open(far, 115200)) {
            a.baud(74880);
            a.write("x".getBytes(StandardCharsets.US_ASCII));

            assertThat(a.baud()).isEqualTo(74880);
            assertThat(read(b, 1)).isEqualTo(new byte[] {'x'});
        }
    }

    @Test
    void silence_is_no_byte_within_the_time_given() throws IOException {
        try (SerialLink a = SerialPortLink.open(near, 115200)) {
            assertThat(a.read(new byte[4], 0, 4, Duration.ofMillis(20))).isZero();
        }
    }

    @Test
    void a_port_without_modem_lines_says_so() {
        try (SerialLink a = SerialPortLink.open(near, 115200)) {
            assertThatThrownBy(() -> a.lines(false, true)).isInstanceOf(IOException.class)
                .hasMessageStartingWith(near + " has no DTR and RTS that can be set");
        }
    }

    @Test
    void a_port_in_use_is_a_fault_of_the_bench() {
        try (SerialLink a = SerialPortLink.open(near, 115200)) {
            assertThatThrownBy(() -> SerialPortLink.open(near, 115200)).isInstanceOf(EspalierException.class)
                .hasMessageStartingWith("wanted: to open serial port " + near + "; seen: another program is using it; try: ");
        }
    }

    @Test
    void a_port_that_does_not_exist_is_a_fault_of_the_bench() {
        assertThatThrownBy(() -> SerialPortLink.open("/dev/ttyNoSuch7", 115200)).isInstanceOf(EspalierException.class)
            .hasMessageStartingWith("wanted: a serial port /dev/ttyNoSuch7; seen: there is none of that name; try: plugging the board "
                + "in; ports here: ");
    }

    @Test
    void a_device_unplugged_is_noticed() {
        try (SerialLink a = SerialPortLink.open(near, 115200)) {
            pair.destroy();

            await().untilAsserted(() -> assertThatThrownBy(() -> a.read(new byte[4], 0, 4, Duration.ofMillis(20)))
                .isInstanceOf(IOException.class).hasMessageContaining("has gone"));
        }
    }

    @Test
    void a_closed_link_says_so() {
        SerialLink a = SerialPortLink.open(near, 115200);
        a.close();

        assertThatThrownBy(() -> a.write(new byte[1])).isInstanceOf(IOException.class).hasMessage(near + " is closed");
    }

    private static byte[] read(SerialLink link, int count) throws IOException {
        byte[] data = new byte[count];
        int done = 0;
        for (int tries = 0; done < count && tries < 200; tries++) {
            done += link.read(data, done, count - done, Duration.ofMillis(50));
        }
        assertThat(done).isEqualTo(count);
        return data;
    }

    private static boolean onPath(String program) {
        for (String folder : System.getenv("PATH").split(":")) {
            if (Files.isExecutable(Path.of(folder, program))) {
                return true;
            }
        }
        return false;
    }
}
