package dev.espalier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code decode} in this process: its exit codes, and what it says of logs, foreign ELF files and nothing at all. */
class DecodeCommandTest {

    private static final Path FIXTURE = Path.of("fixtures/crashes/core-2.3.0-null-memset.txt");
    private static final String PROBE_ELF = "firmware/images/core-probe.elf";
    private static final String PROBE_IMAGE = "firmware/images/core-probe.bin";

    @TempDir
    Path folder;

    private record Run(int exit, String out, String err) {
    }

    @Test
    void a_forum_post_on_standard_input_is_decoded_without_any_file() throws IOException {
        String post = "Hi, I can't load the config page without getting a Exception (29), see below. Any ideas?\n\n"
            + Files.readString(FIXTURE) + "\nThanks!\n";

        Run run = pasted(post, "decode");

        assertThat(run.exit).isZero();
        assertThat(run.out).startsWith("crash 1, lines 4 to 13").contains("out of memory in zalloc or calloc", "ctx: sys",
            "Cores before 2.4.1", "ROM memset+0x22");
    }

    @Test
    void a_log_without_a_crash_ends_with_1() {
        Run run = pasted("nothing happened\n", "decode", "-");

        assertThat(run.exit).isEqualTo(1);
        assertThat(run.out).isEqualTo("no crash found%n".formatted());
    }

    @Test
    void every_crash_of_a_file_is_told_with_its_lines_and_what_followed() throws IOException {
        Path log = Files.writeString(folder.resolve("serial.log"), Files.readString(FIXTURE)
            + "\n ets Jan  8 2013,rst cause:2, boot mode:(3,6)\n\n"
            + Files.readString(Path.of("fixtures/crashes/core-3.1-panic.txt")));

        Run run = run("decode", log.toString());

        assertThat(run.exit).isZero();
        assertThat(run.out).contains("crash 1, lines ", "then it started again: external", "crash 2, lines ",
            "panic at core_esp8266_main.cpp:191");
    }

    @Test
    void an_image_proves_that_the_ELF_file_is_another_builds_before_anything_is_read() {
        Run run = run("decode", "--elf", PROBE_ELF, "--image", "firmware/images/tls-node.bin", FIXTURE.toString());

        assertThat(run.exit).isEqualTo(2);
        assertThat(run.err).contains("core-probe.elf is another build's: ", "hand in the .elf of the same build");
    }

    @Test
    void the_loaders_word_in_the_log_proves_it_too() throws IOException {
        String crash = Files.readString(FIXTURE);

        Run own = pasted("v%08x\n~ld\n".formatted(Files.size(Path.of(PROBE_IMAGE))) + crash, "decode", "--elf", PROBE_ELF, "--image", PROBE_IMAGE);
        Run foreign = pasted("v09f0c112\n~ld\n" + crash, "decode", "--elf", PROBE_ELF, "--image", PROBE_IMAGE);

        assertThat(own.out).doesNotContain("WARNING");
        assertThat(foreign.exit).isZero();
        assertThat(foreign.out).contains("WARNING: core-probe.elf is NOT the ELF file of what crashed: the loader in the log says v09f0c112, it has ");
    }

    @Test
    void what_cannot_be_read_ends_with_2_and_says_what_to_try() {
        assertThat(run("decode", folder.resolve("absent.log").toString()))
            .satisfies(run -> assertThat(run.exit).isEqualTo(2))
            .satisfies(run -> assertThat(run.err).contains("wanted: a log to read, ", "seen:   NoSuchFile: ", "paste it on standard input"));
        assertThat(run("decode", "--image", PROBE_IMAGE).exit).isEqualTo(2);
        assertThat(run("decode", "--elf", FIXTURE.toString()).exit).isEqualTo(2);
    }

    private static Run run(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exit = Main.run(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
        return new Run(exit, out.toString(), err.toString());
    }

    private static Run pasted(String text, String... arguments) {
        InputStream before = System.in;
        System.setIn(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
        try {
            return run(arguments);
        } finally {
            System.setIn(before);
        }
    }
}
