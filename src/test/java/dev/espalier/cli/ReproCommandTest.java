package dev.espalier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code espalier repro} on the acceptance case and on the repaired build: what is printed, left, and the exit code. */
class ReproCommandTest {

    private static final Pattern SMALLEST = Pattern.compile("smallest scenario that crashes: (config-page heap=(\\d+))\n");

    private static final String NULL_CONFIG = "firmware/images/tls-node-null-config.bin";

    @TempDir
    Path folder;

    @Test
    void the_articles_crash_is_found_made_small_named_and_written_down_and_the_repaired_build_survives_it() throws IOException {
        Path junit = folder.resolve("PageCrashTest.java");

        Terminal search = repro("null-config", "--scenario", "config-page", "--junit", junit.toString());

        assertThat(search.err()).isEmpty();
        assertThat(search.exit()).as(search.out()).isEqualTo(1);
        Matcher smallest = SMALLEST.matcher(search.out());
        assertThat(smallest.find()).as(search.out()).isTrue();
        assertThat(search.out()).containsPattern("run 1 +survived  config-page +200, ")
            .contains("\n  confirmed: crashed 5 of 5 times", "\n  survived: config-page heap=" + (Integer.parseInt(smallest.group(2)) + 8) + "\n")
            .contains("Exception (29)", "0x4000e1b2 (ROM memset+0x22)", "ctx: sys")
            .containsPattern("unchecked allocation: 8192 bytes at \\S*tls-node/http_server\\.cpp:\\d+ ")
            .containsPattern("again: ./espalier repro --firmware \\S+ --scenario \"" + smallest.group(1) + "\" --runs 1\n");
        assertThat(junit).content().contains("Scenario.parse(\"" + smallest.group(1) + "\")");
        assertThat(folder.resolve("report/crash.txt")).content().contains(smallest.group(1), "http_server.cpp:", ">>>stack>>>");

        Path tape = folder.resolve("report/crash.tape");
        assertThat(search.out()).contains("replayed exactly:\nException 29 at 4000e1b2, address 00000000, ", "The allocator refused 8192 bytes to ",
            "\nreplay: ./espalier repro --replay " + tape).containsPattern("4000e1b2  s32i.n a3, a5, 0 +ROM memset\\+0x22\n\nLast stores");
        String replay = search.out().substring(search.out().indexOf("Exception 29 at"), search.out().indexOf("\nreplay:"));
        for (int i = 0; i < 2; i++) {
            Terminal replayed = Terminal.run("repro", "--replay", tape.toString(), "--firmware", NULL_CONFIG);

            assertThat(replayed.exit()).as(replayed.err()).isEqualTo(1);
            assertThat(replayed.out()).contains(replay.strip(), "0x4000e1b2 (ROM memset+0x22)", "http_server.cpp:");
        }

        Terminal repaired = repro("", "--scenario", smallest.group(1), "--runs", "25");

        assertThat(repaired.err()).isEmpty();
        assertThat(repaired.exit()).as(repaired.out()).isZero();
        assertThat(repaired.out()).contains(smallest.group(1) + ": crashed 0 of 25 times (0.00 %; 95 % interval 0.00 to 13.7 %)");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "--scenario confg-page                | espalier: wanted: a scenario",
        "--scenario config-page --set held=x  | espalier: wanted: a setting such as held=1",
        "--scenario config-page --runs 0      | espalier: wanted: a number of runs from 1 up",
        "--replay no-such.tape                | espalier: wanted: a tape at no-such.tape",
        "--replay pom.xml                     | espalier: wanted: a tape in pom.xml",
        "--runs 1                             | espalier: wanted: a scenario, or a tape to replay"})
    void what_cannot_be_played_exits_with_2(String arguments, String message) {
        Terminal seen = repro("", arguments.split(" "));

        assertThat(seen.exit()).isEqualTo(2);
        assertThat(seen.err()).startsWith(message).contains("try:");
        assertThat(seen.out()).isEmpty();
    }

    private Terminal repro(String defect, String... arguments) {
        String image = "firmware/images/tls-node%s.bin".formatted(defect.isEmpty() ? "" : "-" + defect);
        List<String> all = new ArrayList<>(List.of("repro", "--firmware", image, "--broker", "embedded",
            "--report", folder.resolve("report").toString()));
        all.addAll(List.of(arguments));
        return Terminal.run(all.toArray(String[]::new));
    }
}
