package dev.espalier.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code ./espalier flash}, {@code monitor} and the help pages as a user types them. */
class FlashAndMonitorIT {

    private static final Path HELLO = Path.of("firmware/images/hello.bin");
    private static final int LONGEST_TEXT = 60;
    /** Its bytes of flash are read as if it were RAM, by the first text that it prints. */
    private static final String CRASHES_AT_START = "firmware/images/tls-node-narrow-flash-read";

    /** In front of the first text may stand a word of data whose bytes look like text. */
    private static final int DATA_WORD = 4;

    /** The virtual board that the user's own commands share; it gets its flash back. */
    private static final Path VIRTUAL_BOARD = Path.of("target/espalier/virtual-board.flash");

    @TempDir
    Path folder;

    private byte[] flashOfTheUser;

    @BeforeEach
    void keep_the_users_flash() throws IOException {
        flashOfTheUser = Files.exists(VIRTUAL_BOARD) ? Files.readAllBytes(VIRTUAL_BOARD) : null;
    }

    @AfterEach
    void give_it_back() throws IOException {
        if (flashOfTheUser == null) {
            Files.deleteIfExists(VIRTUAL_BOARD);
        } else {
            Files.write(VIRTUAL_BOARD, flashOfTheUser);
        }
    }

    @Test
    void what_was_flashed_onto_the_virtual_board_speaks_on_its_console() throws Exception {
        Launched flash = Launched.espalier(folder, Map.of(), "flash", "--board", "virtual", HELLO.toString());
        Launched monitor = Launched.espalier(folder, Map.of(), "monitor", "--board", "virtual", "--for", "3");

        assertThat(flash.exit()).as(flash.out() + flash.err()).isZero();
        assertThat(flash.out()).contains("ESP8266 ", "4096 KB flash", "verifying hello.bin").endsWith("written and verified\n");
        assertThat(monitor.exit()).as(monitor.out() + monitor.err()).isZero();
        List<String> formats = formatsIn(Files.readAllBytes(HELLO));
        assertThat(formats).hasSizeGreaterThanOrEqualTo(3);
        assertThat(formats).allMatch(format -> Stream.of(0, DATA_WORD)
            .anyMatch(skip -> asPattern(format.substring(skip)).matcher(monitor.out()).find()));
    }

    @Test
    void the_monitor_says_what_a_crash_means_as_it_happens() throws Exception {
        Launched flash = Launched.espalier(folder, Map.of(), "flash", "--board", "virtual", CRASHES_AT_START + ".bin");
        Launched monitor = Launched.espalier(folder, Map.of(), "monitor", "--board", "virtual", "--elf", CRASHES_AT_START + ".elf", "--for", "8");

        assertThat(flash.exit()).as(flash.out() + flash.err()).isZero();
        assertThat(monitor.exit()).as(monitor.out() + monitor.err()).isZero();
        assertThat(monitor.out()).containsPattern("  ==> 8-bit load from mapped flash, which answers whole words only, in .+ \\(\\S+:\\d+\\)")
            .containsPattern("\n    #0 0x40[0-9a-f]{6} .+ at \\S+:\\d+");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "gate    | --board --firmware --elf --source --profile --broker --suite --report --stacktrace",
        "flash   | --board --stacktrace IMG[@OFFSET]",
        "monitor | --board --baud --boot-baud --elf --source --for --no-reset --stacktrace",
        "decode  | --elf --image --source --stacktrace LOG",
        "repro   | --scenario --set --runs --fresh --seed --replay --junit --board --firmware --elf --source --profile --wifi --broker --report --stacktrace",
        "certs   | --dir --stacktrace"})
    void help_names_every_option(String command, String options) throws Exception {
        Launched seen = Launched.espalier(folder, Map.of(), command, "--help");

        assertThat(seen.exit()).isZero();
        assertThat(seen.out()).contains(options.split(" "));
    }

    @Test
    void without_a_command_it_prints_usage_and_exits_with_2() throws Exception {
        Launched seen = Launched.espalier(folder, Map.of());

        assertThat(seen.exit()).isEqualTo(2);
        assertThat(seen.err()).contains("Usage: espalier ", "gate", "flash", "monitor", "decode", "certs");
    }

    /** The lines that the image can print: NUL-terminated texts that end in a line feed. */
    private static List<String> formatsIn(byte[] image) {
        return Stream.of(new String(image, StandardCharsets.ISO_8859_1).split("\0"))
            .map(text -> text.replaceFirst("(?s).*[^\\x0a\\x20-\\x7e]", ""))
            .filter(text -> text.endsWith("\n") && text.length() > 6 && text.length() < LONGEST_TEXT)
            .map(String::strip)
            .toList();
    }

    private static Pattern asPattern(String format) {
        StringBuilder pattern = new StringBuilder();
        for (String part : format.split("(?=%[a-z0-9])|(?<=%[a-z])")) {
            pattern.append(switch (part) {
                case "%d", "%u" -> "-?\\d+";
                case "%s" -> "\\w+";
                default -> Pattern.quote(part);
            });
        }
        return Pattern.compile(pattern.toString());
    }
}
