package dev.espalier.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.EspalierException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DockerEngineTest {

    @TempDir
    Path folder;

    private ServerSocketChannel server;

    @AfterEach
    void stopEngine() throws IOException {
        if (server != null) {
            server.close();
        }
        System.clearProperty("api.version");
    }

    @Test
    void an_engine_older_than_testcontainers_has_its_own_version_spoken() throws IOException {
        engine(request -> "HTTP/1.0 200 OK\r\n\r\n{\"Version\":\"20.10.24\",\"ApiVersion\":\"1.41\"}");

        DockerEngine.find(environment()).tellTestcontainers();

        assertThat(System.getProperty("api.version")).isEqualTo("1.41");
    }

    @Test
    void a_newer_engine_is_left_to_the_default() throws IOException {
        engine(request -> "HTTP/1.0 200 OK\r\n\r\n{\"Version\":\"29.0.1\",\"ApiVersion\":\"1.52\"}");

        DockerEngine.find(environment()).tellTestcontainers();

        assertThat(System.getProperty("api.version")).isNull();
    }

    @Test
    void tells_images_that_are_here_from_those_that_are_not() throws IOException {
        engine(request -> {
            if (request.startsWith("GET /version")) {
                return "HTTP/1.0 200 OK\r\n\r\n{\"ApiVersion\":\"1.44\"}";
            }
            boolean known = request.startsWith("GET /images/espalier/mosquitto:debian/json ");
            return known ? "HTTP/1.0 200 OK\r\n\r\n{}" : "HTTP/1.0 404 Not Found\r\n\r\n{}";
        });

        DockerEngine engine = DockerEngine.find(environment());

        assertThat(engine.has("espalier/mosquitto:debian")).isTrue();
        assertThat(engine.has("espalier/absent:none")).isFalse();
    }

    @Test
    void a_failed_pull_shows_what_the_engine_said_last() throws IOException {
        engine(request -> {
            if (request.startsWith("GET /version")) {
                return "HTTP/1.0 200 OK\r\n\r\n{\"ApiVersion\":\"1.44\"}";
            }
            return request.startsWith("POST /images/create?fromImage=espalier%2Fabsent%3Anone ")
                    ? "HTTP/1.0 500 Internal Server Error\r\n\r\n{\"message\":\"no such registry\"}\n"
                    : "HTTP/1.0 404 Not Found\r\n\r\n{}";
        });

        DockerEngine engine = DockerEngine.find(environment());

        assertThatThrownBy(() -> engine.pull("espalier/absent:none", Duration.ofSeconds(10)))
                .isInstanceOf(EspalierException.class)
                .hasMessage("wanted: Docker image espalier/absent:none pulled within 10 s; seen: {\"message\":\"no such"
                        + " registry\"}; try: look at the network, run docker pull by hand, or name an image that is"
                        + " here with espalier.broker.image");
    }

    @Test
    void something_else_behind_the_socket_is_no_engine() throws IOException {
        engine(request -> "220 mail.example ESMTP\r\n");

        assertThatThrownBy(() -> DockerEngine.find(environment()))
                .isInstanceOf(EspalierException.class)
                .hasMessageContaining("is no Docker Engine");
    }

    @Test
    void a_dead_socket_is_no_engine() throws IOException {
        engine(request -> "");
        server.close();

        assertThatThrownBy(() -> DockerEngine.find(environment()))
                .isInstanceOf(EspalierException.class)
                .hasMessageContaining("does not answer: Connection refused");
    }

    @Test
    void an_engine_elsewhere_is_refused_because_its_ports_are_not_on_loopback() {
        assertThatThrownBy(() -> DockerEngine.find(Map.of("DOCKER_HOST", "tcp://build-host:2375")))
                .isInstanceOf(EspalierException.class)
                .hasMessageContaining("DOCKER_HOST is tcp://build-host:2375")
                .hasMessageEndingWith("use an engine of this machine");
    }

    private Map<String, String> environment() {
        return Map.of(
                "DOCKER_HOST", "unix://" + folder.resolve("docker.sock"),
                "TESTCONTAINERS_HOST_OVERRIDE", "127.0.0.1");
    }

    private void engine(UnaryOperator<String> answers) throws IOException {
        server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(folder.resolve("docker.sock")));
        ServerSocketChannel listening = server;
        Thread serving = new Thread(() -> serve(listening, answers), "fake-docker-engine");
        serving.setDaemon(true);
        serving.start();
    }

    private static void serve(ServerSocketChannel listening, UnaryOperator<String> answers) {
        try {
            while (true) {
                try (SocketChannel client = listening.accept()) {
                    ByteBuffer request = ByteBuffer.allocate(4096);
                    client.read(request);
                    String text = new String(request.array(), 0, request.position(), StandardCharsets.US_ASCII);
                    client.write(ByteBuffer.wrap(answers.apply(text).getBytes(StandardCharsets.US_ASCII)));
                }
            }
        } catch (ClosedChannelException e) {
            // The test is over.
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
