package dev.espalier.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import dev.espalier.bench.BenchSettings;
import dev.espalier.bench.FirmwareUnderTest;
import dev.espalier.bench.Releases;
import dev.espalier.gate.Check;
import dev.espalier.gate.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The suite {@code image} on bundled images, without any board. */
class ImageSuiteTest {

    private static final Path IMAGES = Path.of("firmware/images");
    private static final String PROFILE = """
        name: node
        serial: { baud: 115200 }
        image: { %s }
        """;

    @TempDir
    private Path folder;

    @Test
    void the_good_build_passes_all_that_the_bundled_profile_asks() {
        List<Check> checks = run(BenchSettings.defaults());

        assertThat(checks).hasSize(7).allSatisfy(check -> assertThat(check.verdict()).as(check.message()).isEqualTo(Verdict.PASS));
    }

    @Test
    void a_build_that_initialises_the_EEPROM_is_refused() {
        List<Check> checks = run(BenchSettings.defaults().withFirmware(IMAGES.resolve("tls-node-init.bin")));

        assertThat(checks).filteredOn(check -> check.verdict() != Verdict.PASS).singleElement().satisfies(check -> {
            assertThat(check.name()).isEqualTo("is a build to be released");
            assertThat(check.verdict()).isEqualTo(Verdict.FAIL);
            assertThat(check.message()).isEqualTo("wanted: an image for release; seen: tls-node-init.bin holds the text "
                + "\"EEPROM_INIT: defaults written\": built with EEPROM_INIT=1, writes the defaults at every start; "
                + "try: the build with its usual settings");
            assertThat(check.transcript()).isEmpty();
        });
    }

    @Test
    void another_TLS_library_than_the_wanted_one_and_none_are_named() throws IOException {
        assertFails(only("tls: axtls", "tls-node"), "holds axTLS",
            "wanted: axTLS in tls-node.bin; seen: BearSSL; try: the linker's libraries: -lbearssl, -laxtls or -lssl; "
                + "and the class that the sketch connects with");
        assertFails(only("tls: required", "hello"), "holds a TLS library", "wanted: a TLS library in hello.bin; seen: none; ");
        assertFails(only("tls: none", "tls-node"), "holds no TLS library", "wanted: no TLS library in tls-node.bin; seen: BearSSL; ");
        assertThat(only("tls: none", "hello").verdict()).isEqualTo(Verdict.PASS);
    }

    @Test
    void a_budget_that_is_exceeded_names_the_biggest_symbols() throws IOException {
        assertFails(only("ram: 20_000", "tls-node"), "its static RAM keeps within 20000 bytes",
            "wanted: at most 20000 bytes of static RAM; seen: ", " too many; the biggest: g_cont 4128, Gwin 1200, ",
            "; try: smaller buffers, fewer libraries, or another image.ram in the profile");
        assertFails(only("iram: 100", "tls-node"), "its instruction RAM keeps within 100 bytes", "the biggest: core_start ");
        assertFails(only("flash: 0x1000", "tls-node"), "its mapped flash keeps within 4096 bytes", "the biggest: f255_mulgen 6618, ");
        assertFails(only("file: 100_000", "tls-node"), "its image file keeps within 100000 bytes", " too many; try: ");
    }

    @Test
    void symbols_and_debug_texts_of_the_profile_are_looked_for_and_debug_may_be_allowed() throws IOException {
        assertFails(only("debug: true, forbidden: [ { symbol: 'settings::judge', means: a test } ]", "tls-node"),
            "is a build to be released", "tls-node.bin holds the symbol \"settings::judge\": a test; ");
        assertFails(only("debugSigns: [ { text: 'heap ' } ]", "tls-node"), "has no debug output left on",
            "wanted: an image without debug output; seen: tls-node.bin holds the text \"heap \"; try: ");
        assertThat(run(settings("debug: true, debugSigns: [ { text: 'heap ' } ]", "tls-node")))
            .extracting(Check::verdict).containsExactly(Verdict.SKIPPED);
    }

    @Test
    void without_an_ELF_file_what_only_it_tells_is_inconclusive() throws IOException {
        Files.copy(IMAGES.resolve("tls-node.bin"), folder.resolve("bare.bin"));

        assertThat(run(BenchSettings.defaults().withFirmware(folder.resolve("bare.bin"))
            .withProfile(profile("tls: bearssl, ram: 31_000, iram: 4_000, debug: false, forbidden: [ { symbol: InitEepromValues } ]"))))
            .extracting(Check::name, Check::verdict).containsExactly(
                tuple("holds BearSSL", Verdict.PASS),
                tuple("its static RAM keeps within 31000 bytes", Verdict.INCONCLUSIVE),
                tuple("its instruction RAM keeps within 4000 bytes", Verdict.PASS),
                tuple("is a build to be released", Verdict.INCONCLUSIVE),
                tuple("has no debug output left on", Verdict.PASS));
    }

    @Test
    void growth_is_told_by_memory_and_by_symbol() throws IOException {
        BenchSettings settings = settings("growth: 2.5%, debug: true", "tls-node")
            .withReleases(Releases.of(IMAGES.resolve("core-probe.bin"), null, null));

        Check check = run(settings).get(0);

        assertThat(check.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(check.name()).isEqualTo("has grown by no more than 2.5 % since the last release");
        assertThat(check.message()).startsWith("wanted: growth of 2.5 % at most since firmware/images/core-probe.bin; seen: ")
            .containsPattern("\n            before       now    growth\n  ram  ").containsPattern("\n  flash +0 +\\d+ +\\+\\d+  config_page::");
    }

    @Test
    void growth_without_anything_to_compare_with_is_skipped_and_with_a_release_that_is_not_there_inconclusive() throws IOException {
        assertThat(only("growth: 5%, debug: true", "tls-node")).satisfies(check -> {
            assertThat(check.verdict()).isEqualTo(Verdict.SKIPPED);
            assertThat(check.message()).startsWith("no last release was named: --previous IMG");
        });
        Path profile = Files.writeString(folder.resolve("with-release.yaml"),
            PROFILE.formatted("growth: 5%, debug: true") + "upgrade: { previous: no-such.bin }\n");
        assertThat(run(BenchSettings.defaults().withProfile(profile))).singleElement().satisfies(check -> {
            assertThat(check.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
            assertThat(check.message()).isEqualTo("the profile names %s, and there is no such file".formatted(folder.resolve("no-such.bin")));
        });
    }

    @Test
    void a_release_that_is_the_image_itself_says_nothing_of_growth() throws IOException {
        Check check = run(settings("growth: 5%, debug: true", "tls-node")
            .withReleases(Releases.of(IMAGES.resolve("tls-node.bin"), null, null))).get(0);

        assertThat(check.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(check.message()).isEqualTo("the last release, firmware/images/tls-node.bin, is the very image under test: nothing is updated");
    }

    @Test
    void a_firmware_of_which_nothing_is_asked_is_skipped_in_one_line() {
        assertThat(run(BenchSettings.defaults().withFirmware(IMAGES.resolve("hello.bin")))).singleElement().satisfies(check -> {
            assertThat(check.verdict()).isEqualTo(Verdict.SKIPPED);
            assertThat(check.message()).isEqualTo("the profile has no image, and no baseline was named");
        });
    }

    private static void assertFails(Check check, String name, String... said) {
        assertThat(check.name()).isEqualTo(name);
        assertThat(check.verdict()).as(check.message()).isEqualTo(Verdict.FAIL);
        assertThat(check.message()).contains(said);
    }

    /** The one check that is asked for; debug output is let be unless it is asked about. */
    private Check only(String image, String build) throws IOException {
        String debug = image.contains("debug") ? "" : "debug: true, ";
        List<Check> checks = run(settings(debug + image, build));
        assertThat(checks).hasSize(1);
        return checks.get(0);
    }

    private BenchSettings settings(String image, String build) throws IOException {
        return BenchSettings.defaults().withFirmware(IMAGES.resolve(build + ".bin")).withProfile(profile(image));
    }

    private Path profile(String image) throws IOException {
        return Files.writeString(folder.resolve("node.yaml"), PROFILE.formatted(image));
    }

    private static List<Check> run(BenchSettings settings) {
        return SuiteRunner.runBeforeFlashing(FirmwareUnderTest.read(settings), List.of("image"), SuiteProgress.none());
    }
}
