package dev.espalier.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.espalier.bench.Bench;
import dev.espalier.bench.Firmware;
import dev.espalier.board.Board;
import dev.espalier.eeprom.EepromImage;
import dev.espalier.profile.Profile;
import dev.espalier.transcript.TranscriptLine;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestMethodOrder;

/** From the last release to this one and back, and from an image that writes the settings: what becomes of them. */
@Suite(value = "upgrade", asks = "settings and mode survive an update from the last release",
    needs = {"modes", "eeprom", "upgrade"}, needsEarlierRelease = true)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class UpgradeSuite {

    /** From the reset of the last release, on the way back, to settings that it has made its own. */
    private static final Duration SETTLES = Duration.ofSeconds(10);

    /** Whatever came of it: the next test, and the next suite, meet the image under test. */
    @AfterEach
    void candidate_is_on_the_board_again(Bench bench) {
        bench.flashCandidate();
    }

    @Test
    @Order(1)
    void settings_and_mode_survive_the_update(Bench bench) {
        Firmware previous = previous(bench);
        requireSparesSettings(bench, bench.subject().image().bytes().length, bench.subject().image().name());
        Board board = bench.board();
        board.flash(previous.image());
        String mode = LastRelease.configure(bench);
        EepromImage before = board.eeprom();

        bench.flashCandidate();
        board.reset();
        Optional<AssertionError> notInMode = awaitMode(board, mode);

        SettingsChange change = SettingsChange.of(bench.profile(), before, board.eeprom());
        bench.evidence().upgrade("update from " + previous.file(), change.toString());
        String update = "the update from %s to %s".formatted(previous.image().name(), bench.subject().image().name());
        if (!change.lost().isEmpty()) {
            throw new AssertionError(lostBy(bench, update, change, notInMode), notInMode.orElse(null));
        }
        notInMode.ifPresent(seen -> {
            throw new AssertionError("%s keeps the settings, but the board is not in mode %s: %s".formatted(update, mode,
                seen.getMessage()), seen);
        });
    }

    private static String lostBy(Bench bench, String update, SettingsChange change, Optional<AssertionError> notInMode) {
        return "wanted: the settings as the last release left them; seen: %d cells lost by %s%s%n  %s%n%s%stry: %s".formatted(
            change.lost().size(), update, change.isDowngrade() ? ", which is a DOWNGRADE: " + change.versions() : "",
            change.lost().stream().map(Object::toString).collect(Collectors.joining("\n  ")),
            saidOfSettings(bench).map(line -> "the board said: %s%n".formatted(line)).orElse(""),
            notInMode.map(seen -> "and it is not in its mode: %s%n".formatted(seen.getMessage())).orElse(""),
            change.isDowngrade() ? "the later of the two images, or another --previous"
                : "reading the last release's layout before judging its settings damaged");
    }

    /** The last of the lines by which the firmware tells that it does not trust what it found. */
    private static Optional<String> saidOfSettings(Bench bench) {
        Profile.Eeprom eeprom = bench.profile().eeprom();
        List<String> signs = Stream.of(eeprom.notInitialised(), eeprom.damaged(), eeprom.restored()).flatMap(Optional::stream).toList();
        return SinceBanner.of(bench.board().console().lines()).stream().map(TranscriptLine::text)
            .filter(text -> signs.stream().anyMatch(text::contains)).reduce((earlier, later) -> later);
    }

    /** No firmware understands settings of releases to come unless it was made so; it is said, and only a promise is judged. */
    @Test
    @Order(2)
    void what_the_way_back_to_the_last_release_does_is_known(Bench bench) {
        Firmware previous = previous(bench);
        Start.in(bench, Start.CONFIG);
        Board board = bench.board();
        EepromImage before = board.eeprom();

        board.flash(previous.image());
        board.reset();
        board.console().stayCalm(board.console().passing(SETTLES));

        SettingsChange change = SettingsChange.of(bench.profile(), before, board.eeprom());
        bench.evidence().upgrade("back to " + previous.file(), change.toString());
        if (bench.profile().upgrade().back() == Profile.Back.KEPT) {
            assertThat(change.lost()).as("cells lost on the way back to %s, %s", previous.image().name(), change.versions()).isEmpty();
        }
    }

    /** Asked where an image that writes the settings was named. */
    @TestFactory
    @Order(3)
    Stream<DynamicTest> init_image_then_release(Bench bench) {
        return EarlierReleases.namesInit(bench.subject())
            ? Stream.of(dynamicTest("a release keeps what the init image has written", () -> initThenRelease(bench))) : Stream.empty();
    }

    private static void initThenRelease(Bench bench) {
        Firmware init = EarlierReleases.init(bench.subject());
        Board board = bench.board();

        EepromImage written = board.flashInitThenRelease(init.image(), bench.subject().image());
        board.reset();
        board.console().stayCalm(board.console().passing(SETTLES));

        EepromImage after = board.eeprom();
        bench.evidence().upgrade("init image %s, then the release".formatted(init.file()),
            SettingsChange.of(bench.profile(), written, after).toString());
        assertThat(written.isValid()).as("the init image has written valid settings").isTrue();
        assertThat(defaults(bench).diff(written)).as("cells that the init image has not written as the profile's defaults").isEmpty();
        assertThat(written.diff(after)).as("cells that the release has changed").isEmpty();
        assertThat(after.isValid()).as("the settings are valid in the release").isTrue();
    }

    private static Firmware previous(Bench bench) {
        Start.require(bench, Start.CONFIG);
        return EarlierReleases.previous(bench.subject());
    }

    /** The image must end before the settings, or flashing it writes over them. */
    private static void requireSparesSettings(Bench bench, int imageBytes, String name) {
        assertThat(imageBytes).as("bytes of %s, which is flashed at 0 and must end before the settings", name)
            .isLessThanOrEqualTo(bench.profile().eeprom().offset());
    }

    private static Optional<AssertionError> awaitMode(Board board, String mode) {
        try {
            board.awaitMode(mode);
            return Optional.empty();
        } catch (AssertionError seen) {
            return Optional.of(seen);
        }
    }

    private static EepromImage defaults(Bench bench) {
        return bench.profile().eeprom().layout().compose(Map.of(), Map.of("mac", bench.board().chip().mac().replace(":", "")));
    }
}
