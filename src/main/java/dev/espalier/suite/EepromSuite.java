package dev.espalier.suite;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.re2j.Pattern;
import dev.espalier.bench.Bench;
import dev.espalier.board.Board;
import dev.espalier.board.Provision;
import dev.espalier.eeprom.EepromImage;
import dev.espalier.flasher.FlashPlan;
import dev.espalier.profile.Profile;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** Erased, initialised, half-written: is it noticed, kept, recovered? */
@Suite(value = "eeprom", asks = "erased, initialised, half-written settings are noticed, kept, recovered",
    needs = {"modes", "eeprom"})
class EepromSuite {

    private static final byte[] SECTOR_END = {0x55, 0x0F, 0x33, 0x5A};

    @Test
    void an_erased_EEPROM_is_noticed_and_gets_defaults(Bench bench) {
        bootSaying(bench, bench.profile().eeprom().notInitialised(), "notInitialised", Provision::erased);

        assertThat(defaultsIn(bench)).as("cells that differ from the firmware's defaults").isEmpty();
    }

    @Test
    void settings_are_kept_byte_by_byte_over_a_boot(Bench bench) {
        Start.in(bench, Start.CONFIG);
        byte[] written = bench.board().provisioned().bytes();

        EepromImage after = bench.board().eeprom();

        assertThat(bench.board().provisioned().diff(after)).as("cells that the boot changed").isEmpty();
        // Never the arrays themselves: a failure would print the secrets in them.
        assertThat(Arrays.equals(after.bytes(), written)).as("magic and checksum are as they were").isTrue();
    }

    /** A chip of flash outlives a hundred thousand erasures, and a board that restarts in a loop is soon there. */
    @Test
    void a_boot_that_changes_nothing_erases_nothing(Bench bench) {
        Profile.Eeprom eeprom = bench.profile().eeprom();
        Assumptions.assumeTrue(eeprom.layout().size() + SECTOR_END.length <= FlashPlan.SECTOR, "the settings fill their sector");
        Start.in(bench, Start.CONFIG, provision -> provision.sectorEnd(SECTOR_END));

        byte[] after = bench.board().readFlash(eeprom.offset() + FlashPlan.SECTOR - SECTOR_END.length, SECTOR_END.length);

        assertThat(after).as("the end of the settings' sector, where no cell is: gone when the boot has erased the sector")
            .isEqualTo(SECTOR_END);
    }

    @Test
    void a_save_cut_off_by_a_power_failure_is_recovered_from_the_journal(Bench bench) {
        Assumptions.assumeTrue(bench.profile().journal().isPresent(), "the profile has no journal");
        Start.require(bench, Start.CONFIG);
        bootSaying(bench, bench.profile().eeprom().restored(), "restored",
            provision -> provision.mode(Start.CONFIG).halfWritten().journalled());
        bench.board().awaitMode(Start.CONFIG);

        EepromImage after = bench.board().eeprom();

        assertThat(after.isValid()).as("the EEPROM is valid again").isTrue();
        assertThat(bench.board().provisioned().diff(after)).as("cells that were lost").isEmpty();
    }

    @Test
    void a_half_written_EEPROM_without_a_journal_is_noticed_and_gets_defaults(Bench bench) {
        bootSaying(bench, bench.profile().eeprom().notInitialised().map(line -> either(bench)), "notInitialised or damaged",
            Provision::halfWritten);

        assertThat(defaultsIn(bench)).as("cells that differ from the firmware's defaults").isEmpty();
    }

    @Test
    void one_flipped_bit_is_noticed_and_gets_defaults(Bench bench) {
        bootSaying(bench, bench.profile().eeprom().damaged(), "damaged", Provision::damaged);

        assertThat(defaultsIn(bench)).as("cells that differ from the firmware's defaults").isEmpty();
    }

    private static void bootSaying(Bench bench, Optional<String> line, String key, Consumer<Provision> state) {
        Assumptions.assumeTrue(line.isPresent(), "the profile does not say eeprom." + key);
        Board board = bench.board();
        board.provision(state).reset();
        board.console().expect(line.get().startsWith("(?:") ? line.get() : Pattern.quote(line.get()),
            board.console().within(bench.profile().mode(Start.CONFIG).within()));
    }

    private static String either(Bench bench) {
        String erased = Pattern.quote(bench.profile().eeprom().notInitialised().orElseThrow());
        return "(?:" + bench.profile().eeprom().damaged().map(line -> erased + "|" + Pattern.quote(line)).orElse(erased) + ")";
    }

    /** What is in the EEPROM once the firmware has written its defaults, cell by cell against the profile's. */
    private static List<EepromImage.Difference> defaultsIn(Bench bench) {
        Board board = bench.board();
        board.console().expect(".", board.console().within(bench.profile().mode(Start.CONFIG).within()));
        EepromImage after = board.eeprom();
        assertThat(after.isValid()).as("the EEPROM is valid after the boot").isTrue();
        EepromImage defaults = bench.profile().eeprom().layout()
            .compose(Map.of(), Map.of("mac", board.chip().mac().replace(":", "")));
        return defaults.diff(after);
    }
}
