package dev.espalier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.espalier.gate.Check;
import dev.espalier.gate.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Exit codes, usage and help of the command line. */
class GateCommandTest {

    @TempDir
    Path folder;

    @Test
    void a_skipped_check_changes_nothing_unless_its_suite_was_named() {
        List<Check> checks = Stream.of(Verdict.PASS, Verdict.SKIPPED)
            .map(verdict -> new Check("tls", "refuses a wrong CA", verdict, "", Duration.ZERO, "")).toList();

        assertThat(GateCommand.verdict(checks, false)).isEqualTo(Verdict.PASS);
        assertThat(GateCommand.verdict(checks, true)).isEqualTo(Verdict.INCONCLUSIVE);
    }

    @Test
    void a_suite_that_was_named_and_does_not_apply_exits_with_2() throws IOException {
        String profile = Files.readString(Path.of("fixtures/profiles/tls-node.yaml"));
        Path withoutPage = Files.writeString(folder.resolve("no-page.yaml"), without("page", profile));

        Terminal seen = Terminal.run("gate", "--profile", withoutPage.toString(), "--suite", "config-page",
            "--broker", "embedded", "--report", folder.resolve("report").toString());

        JsonNode gate = new ObjectMapper().readTree(folder.resolve("report/gate.json").toFile());
        assertThat(gate.at("/checks")).isNotEmpty()
            .allSatisfy(check -> assertThat(check.get("verdict").asText()).isEqualTo("SKIPPED"));
        assertThat(gate.at("/verdict").asText()).isEqualTo("INCONCLUSIVE");
        assertThat(seen.out()).contains("\nINCONCLUSIVE  ");
        assertThat(seen.err()).isEmpty();
        assertThat(seen.exit()).isEqualTo(2);
    }

    @Test
    void a_firmware_without_a_profile_is_judged_and_told_what_one_would_add() throws IOException {
        Path mine = Files.copy(Path.of("firmware/images/hello.bin"), folder.resolve("mine.bin"));
        Files.copy(Path.of("firmware/images/hello.elf"), folder.resolve("mine.elf"));

        Terminal seen = Terminal.run("gate", "--firmware", mine.toString(), "--report", folder.resolve("report").toString());

        assertThat(seen.err()).isEmpty();
        assertThat(seen.exit()).as(seen.out()).isZero();
        assertThat(seen.out()).contains("profile: none given: what holds for any firmware",
            "the ELF file has none of the symbols by which the Arduino core's heap is found",
            "\nPASS  " + mine + " on virtual",
            "\na profile would add:\n  image        TLS library, RAM, IRAM and flash budgets, no debug or forbidden build, growth (needs image)\n"
                + "  boot-mode    every mode boots, with its markers, from its EEPROM cells (needs modes)\n");
        JsonNode gate = new ObjectMapper().readTree(folder.resolve("report/gate.json").toFile());
        assertThat(gate.at("/profile").asText()).isEqualTo("mine");
        assertThat(gate.at("/profileWouldAdd")).hasSize(11);
        assertThat(gate.at("/profileWouldAdd/3/suite").asText()).isEqualTo("config-page");
        assertThat(gate.at("/profileWouldAdd/3/entries")).extracting(JsonNode::asText).containsExactly("modes", "eeprom", "page");
        assertThat(gate.at("/checks")).filteredOn(check -> check.get("verdict").asText().equals("PASS"))
            .extracting(check -> check.get("suite").asText()).containsExactly("boots", "boots", "stability", "stability");
    }

    /** A serial port that is not there shows it: no board is opened, no broker is looked for, whatever is named. */
    @Test
    void the_image_is_judged_without_a_board_and_its_sizes_are_the_next_releases_baseline() throws IOException {
        Terminal first = Terminal.run("gate", "--suite", "image", "--firmware", "firmware/images/tls-node-1.bin",
            "--previous", "firmware/images/tls-node.bin", "--board", "serial:/dev/ttyNoSuch7", "--broker", "docker", "--report", folder.resolve("first").toString());

        assertThat(first.err()).isEmpty();
        assertThat(first.exit()).as(first.out()).isZero();
        assertThat(first.out()).contains("PASS      image        holds BearSSL (", "\nPASS  firmware/images/tls-node-1.bin on no board: 7 checks in ");
        JsonNode gate = new ObjectMapper().readTree(folder.resolve("first/gate.json").toFile());
        assertThat(gate.at("/board/kind").asText()).isEqualTo("none");
        assertThat(gate.at("/image/tls/0").asText()).isEqualTo("BearSSL");
        assertThat(gate.at("/image/ramBytes").asInt()).isEqualTo(gate.at("/image/dataBytes").asInt() + gate.at("/image/bssBytes").asInt());

        Terminal second = Terminal.run("gate", "--suite", "image", "--baseline", folder.resolve("first/gate.json").toString(),
            "--report", folder.resolve("second").toString());

        JsonNode next = new ObjectMapper().readTree(folder.resolve("second/gate.json").toFile());
        assertThat(second.exit()).as(second.out()).isZero();
        assertThat(next.at("/growth/sha256").asText()).isEqualTo(gate.at("/firmware/sha256").asText());
        assertThat(next.at("/growth/memories/2/before").asInt()).isEqualTo(gate.at("/image/flashBytes").asInt());
        assertThat(next.at("/growth/symbols")).isNotEmpty();
        assertThat(Files.readString(folder.resolve("second/report.html"))).contains("tls-node without a board", "Growth since the last release");
    }

    @Test
    void an_image_that_is_refused_exits_with_1() {
        Terminal seen = Terminal.run("gate", "--suite", "image", "--firmware", "firmware/images/tls-node-init.bin",
            "--report", folder.resolve("report").toString());

        assertThat(seen.exit()).isEqualTo(1);
        assertThat(seen.out()).contains("FAIL      image        is a build to be released", "\nfailed suites: image\n");
    }

    @Test
    void without_arguments_it_says_how_it_is_used() {
        Terminal seen = Terminal.run();

        assertThat(seen.err()).startsWith("Usage: espalier [-hV] COMMAND").containsOnlyOnce("Usage:")
            .contains("gate ", "flash ", "monitor ", "certs ");
        assertThat(seen.out()).isEmpty();
        assertThat(seen.exit()).isEqualTo(2);
    }

    @Test
    void wrong_arguments_are_answered_in_a_line_and_a_hint() {
        assertUsage(Terminal.run("gate", "--sute=tls"), """
            espalier: Unknown option: '--sute=tls'
            Possible solutions: --suite
                      try: espalier gate --help
            """);
        assertUsage(Terminal.run("flash", "a.bin"), """
            espalier: Missing required option: '--board=BOARD'
                      try: espalier flash --help
            """);
        assertUsage(Terminal.run("monitor", "--for", "soon"), """
            espalier: Invalid value for option '--for': 'soon' is not an int
                      try: espalier monitor --help
            """);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gate", "flash", "monitor", "certs"})
    void every_command_has_a_page_of_help_that_fits_a_terminal(String command) {
        Terminal seen = Terminal.run(command, "--help");

        assertThat(seen.exit()).isZero();
        assertThat(seen.err()).isEmpty();
        assertThat(seen.out()).startsWith("Usage: espalier " + command).contains("--help", "--stacktrace");
        assertThat(seen.out().lines()).allMatch(line -> line.length() <= 80).hasSizeLessThan(40);
    }

    private static void assertUsage(Terminal run, String err) {
        assertThat(run.err()).isEqualTo(err);
        assertThat(run.out()).isEmpty();
        assertThat(run.exit()).isEqualTo(2);
    }

    /** The YAML text without one of its sections. */
    private static String without(String section, String yaml) {
        StringBuilder rest = new StringBuilder();
        boolean inside = false;
        for (String line : yaml.split("(?<=\n)")) {
            inside = line.startsWith(section + ":") || inside && (line.startsWith(" ") || line.isBlank());
            rest.append(inside ? "" : line);
        }
        return rest.toString();
    }
}
