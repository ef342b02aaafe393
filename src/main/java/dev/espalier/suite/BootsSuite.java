package dev.espalier.suite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.bench.Bench;
import dev.espalier.board.Board;
import dev.espalier.console.Console;
import dev.espalier.transcript.Boot;
import dev.espalier.transcript.TranscriptLine;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whatever the firmware: the ROM and the second-stage loader start it, and it runs on. */
@Suite(value = "boots", asks = "leaves the ROM and the second-stage loader, and runs on")
class BootsSuite {

    /** Longer than every watchdog of the chip: a firmware that hangs has been reset by then. */
    private static final Duration RUNS_ON = Duration.ofSeconds(12);
    private static final Duration AGAIN = Duration.ofSeconds(3);

    @Test
    void leaves_the_ROM_and_the_loader_and_runs_on(Bench bench) {
        Board board = Start.anyhow(bench);
        Console console = board.console();

        console.stayCalm(console.passing(RUNS_ON));

        requireStarted(console);
        bench.evidence().boot(SinceBanner.of(console.lines()));
    }

    @Test
    void starts_again_after_every_reset(Bench bench) {
        Board board = Start.anyhow(bench);
        Console console = board.console();

        for (int i = 0; i < bench.profile().stability().restarts(); i++) {
            board.reset();
            console.stayCalm(console.passing(AGAIN));
            requireStarted(console);
        }
    }

    private static void requireStarted(Console console) {
        List<Boot> boots = console.boots();
        List<TranscriptLine> said = SinceBanner.of(console.lines());
        assertThat(boots).as("starts of the board; it said %s", said).isNotEmpty();
        Boot boot = boots.get(boots.size() - 1);
        assertThat(boot.failure()).as("what the ROM or the second-stage loader gave up with").isEmpty();
        if (boot.loaderVersion().isPresent()) {
            assertThat(boot.handedOver()).as("the second-stage loader handed over to the application").isTrue();
        }
    }
}
