package dev.espalier.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.espalier.link.PipeLink;
import dev.espalier.transcript.Boot;
import dev.espalier.transcript.BootMode;
import dev.espalier.transcript.ResetCause;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whole logs, through the console as a board would send them. */
class TranscriptFixturesTest {

    @ParameterizedTest
    @CsvSource(nullValues = "-", value = {
        "core-2.3.0-flash-boot,    EXTERNAL, FLASH,         1, 09f0c112, true,  -",
        "core-3.1-watchdog-update, WATCHDOG, FLASH,         2, 0004fc60, true,  -",
        "bad-checksum,             EXTERNAL, FLASH,         1, -,        false, 'csum err, ets_main.c'",
        "erased-chip,              POWER_ON, FLASH,         0, -,        false, ets_main.c",
        "watchdog-into-download,   WATCHDOG, UART_DOWNLOAD, 0, -,        false, -",
        "sdk-boot-loop,            EXTERNAL, FLASH,         3, -,        false, -",
    })
    void a_start_is_read_for_what_it_was(String log, ResetCause cause, BootMode mode, int segments, String version,
            boolean handedOver, String failure) throws IOException {
        PipeLink pipe = new PipeLink();
        try (Console console = Console.open(pipe, ConsoleSettings.of(74880, 115200))) {
            pipe.say(0, Files.readAllBytes(Path.of("fixtures/transcripts", log + ".log")));
            pipe.say(0, "\nend of log\n");
            await().until(() -> console.lines().stream().anyMatch(line -> line.text().equals("end of log")));

            assertThat(console.boots()).hasSize(1);
            Boot boot = console.boots().get(0);
            assertThat(boot.cause()).isEqualTo(cause);
            assertThat(boot.banner().orElseThrow().mode()).isEqualTo(mode);
            assertThat(boot.loads()).hasSize(segments);
            assertThat(boot.loaderVersion().orElse(null)).isEqualTo(version);
            assertThat(boot.handedOver()).isEqualTo(handedOver);
            assertThat(boot.failure().orElse(null)).isEqualTo(failure);
            assertThat(console.crashes()).hasSize(log.equals("sdk-boot-loop") ? 1 : 0);
        }
    }
}
