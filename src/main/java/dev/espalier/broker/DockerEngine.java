package dev.espalier.broker;

import dev.espalier.EspalierException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.URLEncoder;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A Docker Engine of this machine, asked over its socket before Testcontainers is: quickly, with an
 * end in sight, and with a reason when it cannot serve. (Docker Engine API: {@code GET /version},
 * {@code GET /images/NAME/json}, {@code POST /images/create}.)
 */
final class DockerEngine {

    /** Testcontainers 2 speaks this version unless told otherwise; older engines refuse it. */
    private static final int CLIENT_MINOR_VERSION = 44;

    private static final String CLIENT_VERSION_PROPERTY = "api.version";
    private static final String HOST_OVERRIDE = "TESTCONTAINERS_HOST_OVERRIDE";
    private static final Duration ANSWERS_WITHIN = Duration.ofSeconds(5);
    private static final Pattern API_VERSION = Pattern.compile("\"ApiVersion\":\"1\\.(\\d+)\"");
    private static final Path INSIDE_DOCKER = Path.of("/.dockerenv");

    private final Path socket;
    private final int minorVersion;

    private DockerEngine(Path socket, int minorVersion) {
        this.socket = socket;
        this.minorVersion = minorVersion;
    }

    /**
     * Finds the engine.
     *
     * @throws EspalierException with the reason when there is none that can serve
     */
    static DockerEngine find(Map<String, String> environment) {
        Path socket = socket(environment)
                .orElseThrow(() -> unusable("no engine's socket on this machine", "install and start Docker"));
        if (Files.exists(INSIDE_DOCKER) && !environment.containsKey(HOST_OVERRIDE)) {
            throw unusable(
                    "this process is itself inside a container, where a published port is not found by guessing",
                    "set " + HOST_OVERRIDE + ", to 127.0.0.1 when the engine runs in the same container");
        }
        try {
            Matcher version = API_VERSION.matcher(request(socket, "GET /version", ANSWERS_WITHIN));
            if (!version.find()) {
                throw unusable("what answers at " + socket + " is no Docker Engine", "set DOCKER_HOST");
            }
            return new DockerEngine(socket, Integer.parseInt(version.group(1)));
        } catch (IOException e) {
            throw unusable(
                    "the engine at %s does not answer: %s".formatted(socket, e.getMessage()),
                    "start Docker, and see that this user may use it (group docker)");
        }
    }

    private static EspalierException unusable(String seen, String advice) {
        return new EspalierException("a Docker Engine", seen, advice);
    }

    private static Optional<Path> socket(Map<String, String> environment) {
        String host = environment.get("DOCKER_HOST");
        if (host != null && !host.isBlank()) {
            if (!host.startsWith("unix://")) {
                throw unusable(
                        "DOCKER_HOST is " + host + ": its ports would not be on this machine's loopback",
                        "use an engine of this machine");
            }
            return Optional.of(Path.of(host.substring("unix://".length()))).filter(Files::exists);
        }
        String home = System.getProperty("user.home");
        return Stream.of(
                        "/var/run/docker.sock",
                        Objects.requireNonNullElse(environment.get("XDG_RUNTIME_DIR"), "/nowhere") + "/docker.sock",
                        home + "/.docker/run/docker.sock",
                        home + "/.docker/desktop/docker.sock")
                .map(Path::of)
                .filter(Files::exists)
                .findFirst();
    }

    /** Has Testcontainers speak this engine's version when it is older than what it would speak. */
    void tellTestcontainers() {
        if (minorVersion < CLIENT_MINOR_VERSION && System.getProperty(CLIENT_VERSION_PROPERTY) == null) {
            System.setProperty(CLIENT_VERSION_PROPERTY, "1." + minorVersion);
        }
    }

    /** Whether the image is on this machine. */
    boolean has(String image) {
        try {
            return request(socket, "GET /images/" + image + "/json", ANSWERS_WITHIN).startsWith("HTTP/1.0 200");
        } catch (IOException e) {
            throw unusable("asked for the image %s: %s".formatted(image, e.getMessage()), "restart Docker");
        }
    }

    /**
     * Fetches an image from its registry.
     *
     * @throws EspalierException when it is not here after {@code timeout}
     */
    void pull(String image, Duration timeout) {
        String seen;
        try {
            String name = URLEncoder.encode(image, StandardCharsets.UTF_8);
            String answer = request(socket, "POST /images/create?fromImage=" + name, timeout);
            String[] lines = answer.strip().split("\\R");
            seen = lines[lines.length - 1];
        } catch (IOException e) {
            seen = e.getMessage();
        }
        if (!has(image)) {
            throw new EspalierException(
                    "Docker image %s pulled within %d s".formatted(image, timeout.toSeconds()),
                    seen,
                    "look at the network, run docker pull by hand, or name an image that is here with "
                            + BrokerSettings.IMAGE);
        }
    }

    /** The whole answer to a request; the engine ends it by closing. */
    private static String request(Path socket, String request, Duration timeout) throws IOException {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            // A Unix socket has no read time-out; closing it from outside is the way.
            CompletableFuture.delayedExecutor(timeout.toMillis(), TimeUnit.MILLISECONDS)
                    .execute(() -> close(channel));
            return exchange(channel, socket, request);
        } catch (ClosedChannelException e) {
            throw new IOException("no answer within " + timeout.toMillis() + " ms", e);
        }
    }

    private static void close(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String exchange(SocketChannel channel, Path socket, String request) throws IOException {
        channel.connect(UnixDomainSocketAddress.of(socket));
        String head = request + " HTTP/1.0\r\nHost: docker\r\nContent-Length: 0\r\n\r\n";
        channel.write(ByteBuffer.wrap(head.getBytes(StandardCharsets.US_ASCII)));
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        ByteBuffer buffer = ByteBuffer.allocate(8192);
        while (channel.read(buffer) >= 0) {
            answer.writeBytes(Arrays.copyOf(buffer.array(), buffer.position()));
            buffer.clear();
        }
        return answer.toString(StandardCharsets.UTF_8);
    }
}
