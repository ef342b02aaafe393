package dev.espalier.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.espalier.EspalierException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MosquittoProcessBrokerTest extends MosquittoContract {

    @TempDir
    Path folder;

    @Override
    TlsBroker broker(TestPki pki) {
        Optional<Path> program = MosquittoProcessBroker.program(BrokerSettings.current());
        assumeTrue(program.isPresent(), "no mosquitto program on this machine");
        return new MosquittoProcessBroker(program.get(), pki);
    }

    @Test
    void a_program_that_ends_at_once_shows_its_last_words() throws IOException {
        Path program = Files.writeString(folder.resolve("mosquitto"), "#!/bin/sh\necho no such luck >&2\nexit 3\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));

        try (TlsBroker broken = new MosquittoProcessBroker(program, TestPki.in(folder.resolve("pki")))) {
            assertThatThrownBy(broken::start)
                    .isInstanceOf(EspalierException.class)
                    .hasMessageContaining("wanted: mosquitto (" + program + ") listening on mqtt://127.0.0.1:")
                    .hasMessageContaining("it ended with exit code 3; its last words: no such luck")
                    .hasMessageEndingWith("try: run the program by hand, or take another broker with --broker embedded");
            assertThat(broken.running()).isFalse();
        }
    }
}
