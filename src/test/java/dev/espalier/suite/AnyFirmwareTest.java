package dev.espalier.suite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.bench.Bench;
import dev.espalier.bench.BenchSettings;
import dev.espalier.bench.WifiNetwork;
import dev.espalier.bytes.LittleEndian;
import dev.espalier.gate.Check;
import dev.espalier.gate.HeapPoint;
import dev.espalier.gate.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A stranger's sketch with its image and ELF file and no profile: what holds for any firmware is asked, a
 * sound one passes, and each fault is found by the suites that are there for it.
 */
class AnyFirmwareTest {

    private static final Path IMAGE = Path.of("firmware/images/any-sketch.bin");
    private static final Path ELF = Path.of("firmware/images/any-sketch.elf");
    private static final int FAULT = 0x1F000;
    private static final int FAULT_MAGIC = 0x544C4146;
    private static final Set<String> OF_ANY_FIRMWARE = Set.of("boots", "wifi", "heap", "stability");

    @TempDir
    Path folder;

    @Test
    void a_sound_sketch_passes_what_holds_for_any_firmware() throws IOException {
        BenchSettings settings = sketch(0, 0x40);

        try (Bench bench = Bench.open(settings)) {
            List<Check> checks = SuiteRunner.run(bench, List.of(), SuiteProgress.none());

            assertThat(failed(checks)).as(() -> notPassed(checks)).isEmpty();
            assertThat(checks).filteredOn(check -> check.verdict() == Verdict.PASS).extracting(Check::name).containsExactly(
                "leaves the ROM and the loader and runs on", "starts again after every reset",
                "joins its access point and speaks", "joins again after the Wi-Fi was gone",
                "does not sink in quiet minutes", "does not sink when the Wi-Fi comes and goes",
                "left alone it neither crashes nor resets", "nothing in the whole run crashed or reset unasked");
            assertThat(bench.evidence().heap().points()).hasSizeGreaterThanOrEqualTo(22).extracting(HeapPoint::checkpoint)
                .containsOnly("quiet minutes", "Wi-Fi joined again");
        }
        assertThat(Files.readString(settings.report().resolve("serial.log"))).contains("the board speaks at 38400 baud", "any sketch",
            "wifi: the firmware joined \"a stranger's home\" and has the address 192.168.0.");
    }

    @ParameterizedTest(name = "{1}: {3} fails")
    @CsvSource({
        "1, crash after a minute, stability, stability, the board crashed: store through a null pointer",
        "2, restart after a minute, stability, stability, the board restarted though nobody asked it to (software)",
        "3, hang after a minute, stability, stability, the board crashed: stuck for seconds: the soft watchdog ended it",
        "4, boot loop, boots, boots, the board restarted though nobody asked it to (software)",
        "5, leak every second, boots wifi heap stability, heap, leak at quiet minutes over",
        "6, leak at every loss of the Wi-Fi, boots wifi heap stability, heap, leak at Wi-Fi joined again over",
        "7, stay away once the Wi-Fi was lost, boots wifi stability, wifi, the firmware is back in the Wi-Fi"})
    void a_fault_fails_the_suite_that_is_there_for_it(int fault, String name, String asked, String suite, String message)
            throws IOException {
        List<Check> checks;
        try (Bench bench = Bench.open(sketch(fault, 0x40))) {
            checks = SuiteRunner.run(bench, List.of(asked.split(" ")), SuiteProgress.none());
        }

        assertThat(failed(checks)).as(() -> notPassed(checks)).containsExactly(suite);
        assertThat(checks).filteredOn(check -> check.verdict() == Verdict.FAIL).extracting(Check::message)
            .anySatisfy(seen -> assertThat(seen).contains(message));
        assertThat(checks).as(() -> notPassed(checks))
            .noneMatch(check -> check.verdict() == Verdict.ERROR || check.verdict() == Verdict.INCONCLUSIVE);
    }

    @Test
    void a_sketch_without_Wi_Fi_skips_what_is_about_it_and_says_so() throws IOException {
        List<Check> checks;
        try (Bench bench = Bench.open(sketch(8, 0x40))) {
            checks = SuiteRunner.run(bench, List.of("wifi"), SuiteProgress.none());
        }

        assertThat(checks).hasSize(2).allSatisfy(check -> {
            assertThat(check.verdict()).isEqualTo(Verdict.SKIPPED);
            assertThat(check.message()).endsWith("the firmware asked for no access point in its first 60 s");
        });
    }

    @Test
    void a_Wi_Fi_that_was_named_with_another_password_leaves_the_firmware_unjudged() throws IOException {
        List<Check> checks;
        try (Bench bench = Bench.open(sketch(0, 0x40).withWifi(new WifiNetwork("a stranger's home", "another password")))) {
            checks = SuiteRunner.run(bench, List.of("wifi"), SuiteProgress.none());
        }

        assertThat(checks).hasSize(2).allSatisfy(check -> {
            assertThat(check.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
            assertThat(check.message()).isEqualTo("the firmware asked for the access point \"a stranger's home\" and was refused: "
                + "the access point of that name has another password");
        });
    }

    @Test
    void without_an_ELF_file_the_heap_is_skipped_with_the_reason() throws IOException {
        BenchSettings settings = sketch(0, 0x40);
        Files.delete(folder.resolve("mine.elf"));

        List<Check> checks;
        try (Bench bench = Bench.open(settings)) {
            checks = SuiteRunner.run(bench, List.of("heap"), SuiteProgress.none());
        }

        assertThat(checks).filteredOn(check -> check.name().startsWith("does not sink")).hasSize(2).allSatisfy(check -> {
            assertThat(check.verdict()).isEqualTo(Verdict.SKIPPED);
            assertThat(check.message()).endsWith("its heap cannot be read from outside: without the image's ELF file nobody knows "
                + "where its allocator keeps its books");
        });
    }

    @ParameterizedTest(name = "size code {0}: {1} bytes")
    @CsvSource({"0x00, 524288", "0x20, 1048576", "0x30, 2097152", "0x90, 16777216"})
    void the_virtual_board_has_the_flash_chip_that_the_image_was_made_for(String code, int bytes) throws IOException {
        try (Bench bench = Bench.open(sketch(0, Integer.decode(code)))) {
            List<Check> checks = SuiteRunner.run(bench, List.of("boots"), SuiteProgress.none());

            assertThat(bench.boardFacts().flashBytes()).isEqualTo(bytes);
            assertThat(checks).as(() -> notPassed(checks)).allMatch(check -> check.verdict() == Verdict.PASS);
        }
    }

    /** The test sketch with one of its faults, as somebody's {@code mine.bin} with {@code mine.elf} beside it. */
    private BenchSettings sketch(int fault, int sizeCode) throws IOException {
        byte[] image = Files.readAllBytes(IMAGE);
        byte[] whole = Arrays.copyOf(image, FAULT + 8);
        Arrays.fill(whole, image.length, FAULT, (byte) 0xFF);
        whole[3] = (byte) (whole[3] & 0x0F | sizeCode);
        LittleEndian.put32(whole, FAULT, FAULT_MAGIC);
        LittleEndian.put32(whole, FAULT + 4, fault);
        Files.copy(ELF, folder.resolve("mine.elf"));
        return BenchSettings.defaults().withFirmware(Files.write(folder.resolve("mine.bin"), whole))
            .withReport(folder.resolve("report"));
    }

    private static Set<String> failed(List<Check> checks) {
        return checks.stream().filter(check -> check.verdict() == Verdict.FAIL).map(Check::suite)
            .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String notPassed(List<Check> checks) {
        return checks.stream().filter(check -> check.verdict() != Verdict.PASS && OF_ANY_FIRMWARE.contains(check.suite()))
            .map(check -> "%s %s: %s%n%s".formatted(check.verdict(), check.suite(), check.name(), check.message()))
            .collect(Collectors.joining("\n\n"));
    }
}
