package dev.espalier.firmware;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Runs the host-side tests of the sketch's modules that need no hardware. */
class TlsNodeModulesTest {

    private static final int SKIPPED = 77;

    @Test
    void sketch_modules_hold_their_contracts_under_sanitizers() throws IOException, InterruptedException {
        Process run = new ProcessBuilder("bash", Path.of("firmware", "tls-node", "test", "run").toString())
                .redirectErrorStream(true)
                .start();

        String output = new String(run.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(run.waitFor(5, TimeUnit.MINUTES)).as("the tests end").isTrue();
        assumeTrue(run.exitValue() != SKIPPED, output);
        assertThat(run.exitValue()).as(output).isZero();
        assertThat(output).contains("tests, 0 failures");
    }
}
