package dev.espalier.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.espalier.EspalierException;
import dev.espalier.gate.Growth;
import dev.espalier.gate.ImageFacts;
import dev.espalier.image.ImageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The image under test and the releases before it, before there is a board. */
class FirmwareUnderTestTest {

    private static final Path IMAGES = Path.of("firmware/images");
    private static final Path GOOD = IMAGES.resolve("tls-node.bin");
    private static final Path GOOD_ELF = IMAGES.resolve("tls-node.elf");
    private static final Path HELLO = IMAGES.resolve("hello.bin");
    private static final Path HELLO_ELF = IMAGES.resolve("hello.elf");

    @TempDir
    private Path folder;

    @Test
    void the_bundled_profile_names_the_bundled_releases() {
        FirmwareUnderTest subject = FirmwareUnderTest.read(BenchSettings.defaults());

        assertThat(subject.previous()).hasValueSatisfying(previous ->
            assertThat(previous.file()).isEqualTo(IMAGES.resolve("tls-node-1.bin")));
        assertThat(subject.init()).hasValueSatisfying(init ->
            assertThat(init.file()).isEqualTo(IMAGES.resolve("tls-node-init.bin")));
        assertThat(subject.absentReleases()).isEmpty();
        assertThat(subject.growth()).hasValueSatisfying(growth -> {
            assertThat(growth.sha256()).isEqualTo(subject.previous().orElseThrow().image().sha256());
            assertThat(growth.memories()).extracting(Growth.Row::memory).containsExactly("ram", "iram", "flash", "file");
            assertThat(growth.symbols()).extracting(Growth.Row::name).anyMatch(name -> name.startsWith("settings::judge("));
        });
    }

    @Test
    void a_release_named_by_the_user_goes_before_the_profiles() {
        FirmwareUnderTest subject = FirmwareUnderTest.read(BenchSettings.defaults().withReleases(Releases.of(HELLO, null, null)));

        assertThat(subject.previous().orElseThrow().file()).isEqualTo(HELLO);
        assertThat(subject.init().orElseThrow().file()).isEqualTo(IMAGES.resolve("tls-node-init.bin"));
    }

    @Test
    void a_profile_whose_releases_are_not_there_is_no_fault_until_one_is_needed() throws IOException {
        Path copied = Files.copy(Path.of("fixtures/profiles/tls-node.yaml"), folder.resolve("mine.yaml"));

        FirmwareUnderTest subject = FirmwareUnderTest.read(BenchSettings.defaults().withProfile(copied));

        assertThat(subject.previous()).isEmpty();
        assertThat(subject.growth()).isEmpty();
        assertThat(subject.absentReleases()).extracting(path -> path.getFileName().toString())
            .containsExactly("tls-node-1.bin", "tls-node-init.bin");
    }

    @Test
    void a_release_named_by_the_user_must_be_there() {
        BenchSettings settings = BenchSettings.defaults().withReleases(Releases.of(folder.resolve("old.bin"), null, null));

        assertThatThrownBy(() -> FirmwareUnderTest.read(settings)).isInstanceOf(ImageException.class)
            .hasMessageContaining("a firmware image at " + folder.resolve("old.bin"));
    }

    @Test
    void each_image_gets_that_of_the_named_ELF_files_which_is_its_own() throws IOException {
        Path image = Files.copy(GOOD, folder.resolve("a.bin"));
        Path previous = Files.copy(HELLO, folder.resolve("b.bin"));
        BenchSettings settings = BenchSettings.defaults().withFirmware(image).withElf(HELLO_ELF).withElf(GOOD_ELF)
            .withElf(IMAGES.resolve("core-probe.elf")).withReleases(Releases.of(previous, null, null));

        FirmwareUnderTest subject = FirmwareUnderTest.read(settings);

        assertThat(subject.facts().elf()).isEqualTo(GOOD_ELF.toString());
        assertThat(subject.previous().orElseThrow().elfPath()).contains(HELLO_ELF);
        assertThat(subject.allElfs()).extracting(elf -> elf.name()).containsExactly("tls-node.elf", "hello.elf", "core-probe.elf");
    }

    @Test
    void a_foreign_ELF_file_that_is_named_alone_is_refused() {
        assertThatThrownBy(() -> FirmwareUnderTest.read(BenchSettings.defaults().withElf(HELLO_ELF))).isInstanceOf(ImageException.class)
            .hasMessageStartingWith("wanted: the ELF file of tls-node.bin; seen: hello.elf is another build's: ");
    }

    @Test
    void the_sizes_in_a_gate_json_are_a_baseline_and_symbols_come_from_its_ELF_file() throws IOException {
        Path elf = Files.copy(HELLO_ELF, folder.resolve("hello.elf"));
        Path json = baseline(HELLO, elf);

        Growth growth = growthSince(json);

        assertThat(growth.baseline()).isEqualTo(json.toString());
        assertThat(growth.symbols()).isNotEmpty().first().satisfies(row -> {
            assertThat(row.name()).isEqualTo("t0_codeblock");
            assertThat(row.before()).isZero();
        });
        assertThat(growth.memories()).allSatisfy(row -> assertThat(row.grown()).isPositive());
    }

    @Test
    void an_ELF_file_that_was_built_anew_since_is_not_the_baselines() throws IOException {
        Path elf = Files.copy(HELLO_ELF, folder.resolve("hello.elf"));
        Path json = baseline(HELLO, elf);
        Files.delete(elf);
        Files.copy(IMAGES.resolve("core-probe.elf"), elf);

        assertThat(growthSince(json).symbols()).isEmpty();
    }

    @Test
    void a_baseline_without_sizes_and_one_that_is_none_are_said() throws IOException {
        Path old = Files.writeString(folder.resolve("gate.json"), "{ \"verdict\": \"PASS\" }");
        Path text = Files.writeString(folder.resolve("text.json"), "PASS, all of it");

        assertThatThrownBy(() -> growthSince(old)).isInstanceOf(EspalierException.class).hasMessage("wanted: the sizes of an image in "
            + old + "; seen: it holds none; try: the gate.json of a gate since Espalier keeps sizes in it, or --previous IMG in its place");
        assertThatThrownBy(() -> growthSince(text)).isInstanceOf(EspalierException.class)
            .hasMessageStartingWith("wanted: a gate.json at " + text + "; seen: it is no JSON; ");
        assertThatThrownBy(() -> growthSince(folder.resolve("none.json"))).isInstanceOf(EspalierException.class)
            .hasMessageEndingWith("; try: the path of the last release's gate.json");
    }

    @Test
    void without_ELF_files_static_RAM_is_not_compared() throws IOException {
        Path image = Files.copy(GOOD, folder.resolve("alone.bin"));

        Growth growth = FirmwareUnderTest.read(BenchSettings.defaults().withFirmware(image)
            .withReleases(Releases.of(HELLO, null, null))).growth().orElseThrow();

        assertThat(growth.memories()).extracting(Growth.Row::memory).containsExactly("iram", "flash", "file");
        assertThat(growth.symbols()).isEmpty();
    }

    private Growth growthSince(Path json) {
        return FirmwareUnderTest.read(BenchSettings.defaults().withReleases(Releases.of(null, null, json))).growth().orElseThrow();
    }

    /** What a gate of that image leaves, as far as a baseline needs it. */
    private Path baseline(Path image, Path elf) throws IOException {
        FirmwareUnderTest subject = FirmwareUnderTest.read(BenchSettings.defaults().withFirmware(image).withElf(elf));
        ImageFacts facts = subject.imageFacts();
        ObjectNode root = new ObjectMapper().createObjectNode();
        root.putObject("firmware").put("sha256", subject.facts().sha256()).put("elf", elf.toString());
        root.putObject("image").put("dataBytes", facts.dataBytes()).put("bssBytes", facts.bssBytes().orElseThrow())
            .put("iramBytes", facts.iramBytes()).put("flashBytes", facts.flashBytes()).put("fileBytes", facts.fileBytes())
            .put("elfSha256", facts.elfSha256());
        assertThat(Stream.of(facts.elfSha256(), subject.facts().sha256())).allMatch(digest -> digest.length() == 64);
        return Files.writeString(folder.resolve("baseline.json"), root.toString());
    }
}
