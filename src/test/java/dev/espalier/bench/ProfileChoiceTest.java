package dev.espalier.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.profile.Profile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which profile is in force, and that it is said where it comes from. */
class ProfileChoiceTest {

    private static final Path TLS_NODE = Path.of("fixtures/profiles/tls-node.yaml");

    @TempDir
    Path folder;

    @Test
    void without_any_word_it_is_the_bundled_firmwares() {
        assertThat(ProfileChoice.of(BenchSettings.defaults()).profile().name()).isEqualTo("tls-node");
    }

    @Test
    void a_bundled_image_has_the_bundled_profile_and_a_copy_of_it_elsewhere_is_anybodys() throws IOException {
        Path bundled = Path.of("firmware/images/tls-node-leak.bin");

        ProfileChoice there = ProfileChoice.of(BenchSettings.defaults().withFirmware(bundled));
        ProfileChoice elsewhere = ProfileChoice.of(BenchSettings.defaults()
            .withFirmware(Files.copy(bundled, folder.resolve("tls-node-leak.bin"))));

        assertThat(there.profile().name()).isEqualTo("tls-node");
        assertThat(there.origin()).startsWith("the bundled firmware's, ");
        assertThat(elsewhere.profile().name()).isEqualTo("tls-node-leak");
        assertThat(elsewhere.profile().has("modes")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"firmware/images/hello.bin", "mine.ino.bin", "no/such/folder/mine.bin"})
    void any_other_image_is_asked_what_holds_for_any_firmware(String image) {
        ProfileChoice choice = ProfileChoice.of(BenchSettings.defaults().withFirmware(Path.of(image)));

        String name = Path.of(image).getFileName().toString().replace(".bin", "");
        assertThat(choice.origin()).isEqualTo("none given: what holds for any firmware (--profile, or " + name
            + ".profile.yaml beside the image, adds what yours promises)");
        Profile profile = choice.profile();
        assertThat(profile.name()).isEqualTo(name);
        assertThat(profile.serial()).isEqualTo(new Profile.Serial(74880, 115200, true));
        assertThat(profile.stability()).isEqualTo(new Profile.Stability(Duration.ofMinutes(3), true, 3));
        assertThat(profile.network().reconnectWithin()).isEqualTo(Duration.ofSeconds(60));
        assertThat(profile.modes()).isEmpty();
        assertThat(profile.eeprom().layout().size()).isZero();
    }

    @Test
    void a_profile_beside_the_image_is_taken_and_said() throws IOException {
        Path beside = Files.copy(TLS_NODE, folder.resolve("mine.profile.yaml"));

        ProfileChoice choice = ProfileChoice.of(BenchSettings.defaults().withFirmware(folder.resolve("mine.bin")));

        assertThat(choice.profile().name()).isEqualTo("tls-node");
        assertThat(choice.origin()).isEqualTo("found beside the image, " + beside);
    }

    @Test
    void a_profile_that_was_named_goes_before_all_others() throws IOException {
        Files.writeString(folder.resolve("mine.profile.yaml"), "not read");

        ProfileChoice choice = ProfileChoice.of(BenchSettings.defaults().withFirmware(folder.resolve("mine.bin"))
            .withProfile(TLS_NODE));

        assertThat(choice.origin()).isEqualTo("as named, " + TLS_NODE);
    }
}
