package dev.espalier.broker;

import dev.espalier.EspalierException;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The {@code mosquitto} program of this machine (2.0 or newer) as a child process. */
public final class MosquittoProcessBroker extends PortKeepingBroker {

    private static final Duration COMES_UP_WITHIN = Duration.ofSeconds(15);
    private static final Duration ENDS_WITHIN = Duration.ofSeconds(5);
    private static final int ASKED_TO_END = 20;
    private static final String[] USUAL_FOLDERS = {"/usr/sbin", "/usr/local/sbin", "/opt/homebrew/sbin"};

    private final Path program;
    private Path folder;
    private Process process;
    private Thread reader;
    private Thread lastResort;

    /** Runs {@code program}. */
    public MosquittoProcessBroker(Path program, TestPki pki) {
        super(pki);
        this.program = program;
    }

    /** The program that the settings name, else the first on PATH or in the usual folders. */
    public static Optional<Path> program(BrokerSettings settings) {
        if (settings.mosquitto().isPresent()) {
            return settings.mosquitto().filter(Files::isExecutable);
        }
        Stream<String> path = Stream.of(Optional.ofNullable(System.getenv("PATH")).orElse("")
                .split(File.pathSeparator));
        return Stream.concat(path, Stream.of(USUAL_FOLDERS))
                .filter(folder -> !folder.isBlank())
                .map(folder -> Path.of(folder, "mosquitto"))
                .filter(Files::isExecutable)
                .findFirst();
    }

    @Override
    public String name() {
        return "mosquitto (" + program + ")";
    }

    @Override
    void launch() {
        try {
            folder = Files.createTempDirectory("espalier-mosquitto");
            writeFiles();
            process = new ProcessBuilder(program.toString(), "-c", folder.resolve(MosquittoConfig.MAIN_FILE).toString())
                    .redirectErrorStream(true)
                    .start();
        } catch (IOException e) {
            removeFolder();
            throw notUp(e.getMessage(), "check that the program is Mosquitto 2.0 or newer", e);
        }
        Process started = process;
        lastResort = new Thread(started::destroyForcibly, "mosquitto-last-resort");
        Runtime.getRuntime().addShutdownHook(lastResort);
        int before = ownLog().lines().size();
        reader = new Thread(() -> readLog(started), "mosquitto-log");
        reader.setDaemon(true);
        reader.start();
        awaitUp(before);
    }

    private void awaitUp(int linesBefore) {
        ownLog().await(() -> isUp(linesBefore) || !process.isAlive(), COMES_UP_WITHIN);
        if (isUp(linesBefore) && process.isAlive()) {
            return;
        }
        String seen = process.isAlive()
                ? "not ready after %d s".formatted(COMES_UP_WITHIN.toSeconds())
                : "it ended with exit code " + process.exitValue();
        halt();
        throw notUp(seen, "run the program by hand, or take another broker with --broker embedded", null);
    }

    private boolean isUp(int linesBefore) {
        return ownLog().lines().stream()
                .skip(linesBefore)
                .anyMatch(line -> line.endsWith(MosquittoConfig.UP));
    }

    private void writeFiles() throws IOException {
        var config = new MosquittoConfig(
                folder.toString(), "127.0.0.1", plain().port(), tls().port(), System.getProperty("user.name"));
        for (Map.Entry<String, String> file : config.files(this).entrySet()) {
            Path path = folder.resolve(file.getKey());
            Files.write(path, MosquittoConfig.bytes(file.getValue()));
            if (path.getFileSystem().supportedFileAttributeViews().contains("posix")) {
                Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
            }
        }
    }

    private void readLog(Process from) {
        try (var lines = new BufferedReader(
                new InputStreamReader(from.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                ownLog().add(line);
            }
        } catch (IOException e) {
            ownLog().add("(log ended: " + e.getMessage() + ")");
        }
    }

    @Override
    void halt() {
        try {
            end();
            reader.join(ENDS_WITHIN.toMillis());
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        forgetLastResort();
        removeFolder();
    }

    /**
     * Asks more than once: Mosquitto loses a request that comes between "running" and its main loop. Asks
     * its handle: {@link Process#destroy} would close the pipe that its last words are still in.
     */
    private void end() throws InterruptedException {
        for (int i = 0; i < ASKED_TO_END; i++) {
            process.toHandle().destroy();
            if (process.waitFor(ENDS_WITHIN.toMillis() / ASKED_TO_END, TimeUnit.MILLISECONDS)) {
                return;
            }
        }
        process.destroyForcibly().waitFor();
    }

    private void forgetLastResort() {
        try {
            Runtime.getRuntime().removeShutdownHook(lastResort);
        } catch (IllegalStateException e) {
            ownLog().add("(stopped while the JVM is ending)");
        }
    }

    private void removeFolder() {
        if (folder == null) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException | UncheckedIOException e) {
            throw new EspalierException(
                    "the broker's working folder " + folder + " removed", e.toString(), "remove it by hand", e);
        }
    }
}
