package dev.espalier.cli;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Two serial ports joined by socat; a test without socat is skipped. */
record PseudoTerminals(Process socat, String near, String far) implements AutoCloseable {

    static PseudoTerminals open(Path folder) throws IOException {
        assumeTrue(onPath("socat"), "socat is not installed");
        String near = folder.resolve("near").toString();
        String far = folder.resolve("far").toString();
        Process socat = new ProcessBuilder("socat", "pty,raw,echo=0,link=" + near, "pty,raw,echo=0,link=" + far)
            .redirectErrorStream(true).start();
        await().until(() -> Files.exists(Path.of(near)) && Files.exists(Path.of(far)));
        return new PseudoTerminals(socat, near, far);
    }

    static boolean onPath(String program) {
        for (String folder : System.getenv("PATH").split(":")) {
            if (Files.isExecutable(Path.of(folder, program))) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void close() throws InterruptedException, IOException {
        socat.destroy();
        socat.waitFor();
        Files.deleteIfExists(Path.of(near));
        Files.deleteIfExists(Path.of(far));
    }
}
