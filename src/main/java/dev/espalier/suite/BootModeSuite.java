package dev.espalier.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.espalier.bench.Bench;
import dev.espalier.board.Board;
import dev.espalier.transcript.Boot;
import dev.espalier.transcript.ResetCause;
import dev.espalier.transcript.TranscriptLine;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Does every mode of the profile boot, with its markers, from its EEPROM cells? */
@Suite(value = "boot-mode", asks = "every mode boots, with its markers, from its EEPROM cells",
    needs = {"modes"})
class BootModeSuite {

    @TestFactory
    Stream<DynamicTest> boots_into(Bench bench) {
        return bench.profile().modes().keySet().stream().map(mode -> dynamicTest("boots into " + mode, () -> {
            Board board = bench.board();
            long before = board.console().lines().size();
            int told = board.console().telltaleLines().size();

            Start.in(bench, mode);

            board.console().requireCalm();
            List<TranscriptLine> telltale = board.console().telltaleLines();
            assertThat(telltale.subList(told, telltale.size())).as("lines that tell a secret of the settings").isEmpty();
            List<TranscriptLine> all = board.console().lines();
            bench.evidence().boot(SinceBanner.of(all.subList((int) Math.min(before, all.size()), all.size())));
        }));
    }

    @Test
    void boots_the_same_after_the_reset_button(Bench bench) {
        Start.require(bench, Start.CONFIG);
        Start.in(bench, Start.CONFIG);

        bench.board().reset();
        bench.board().awaitMode(Start.CONFIG);

        List<Boot> boots = bench.board().console().boots();
        assertThat(boots.get(boots.size() - 1).cause()).as("reset cause in the ROM's banner").isEqualTo(ResetCause.EXTERNAL);
    }
}
