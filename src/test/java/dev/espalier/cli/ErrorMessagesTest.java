package dev.espalier.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.espalier.broker.BrokerSettings;
import dev.espalier.bytes.Hex;
import dev.espalier.bytes.LittleEndian;
import dev.espalier.image.FlashImage;
import dev.espalier.link.SerialLink;
import dev.espalier.link.SerialPortLink;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a person reads when the bench is at fault: three lines, exit code 2, no stack trace. */
class ErrorMessagesTest {

    private static final Path GOOD_IMAGE = Path.of("firmware/images/tls-node.bin");
    private static final Path GOOD_PROFILE = Path.of("fixtures/profiles/tls-node.yaml");
    private static final int APPLICATION = 0x1000;
    private static final int HEADER = 8;

    @TempDir
    Path folder;

    private byte[] image;

    @BeforeEach
    void read_the_good_image() throws IOException {
        image = Files.readAllBytes(GOOD_IMAGE);
    }

    @Test
    void an_image_truncated_within_a_segment() throws IOException {
        int load = LittleEndian.get32(image, APPLICATION + HEADER);
        int length = LittleEndian.get32(image, APPLICATION + HEADER + 4);
        Path file = file("cut.bin", Arrays.copyOf(image, APPLICATION + 2 * HEADER + length - 1));

        assertFault(gate("--firmware", file),
            "all of image cut.bin: segment 1 (load %s, %d bytes) ends at %s".formatted(Hex.word(load), length,
                Hex.word(APPLICATION + 2 * HEADER + length)),
            "the file ends at " + Hex.word(APPLICATION + 2 * HEADER + length - 1),
            "it is truncated: build or copy it again");
    }

    @Test
    void an_image_truncated_in_front_of_the_application() throws IOException {
        int loaderEnd = FlashImage.read(GOOD_IMAGE).boot().end();
        Path file = file("cut.bin", Arrays.copyOf(image, APPLICATION - 1));

        assertFault(gate("--firmware", file),
            "the end of cut.bin at %s, behind its checksum, or an application at 0x00001000".formatted(Hex.word(loaderEnd)),
            "the file ends at 0x00000fff",
            "it is truncated or has a tail: build or copy it again");
    }

    @Test
    void an_image_that_is_empty() throws IOException {
        assertFault(gate("--firmware", file("empty.bin", new byte[0])),
            "an ESP8266 image in empty.bin", "the file is empty", "build or copy it again");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "0x7f | this looks like an ELF file: hand in the .bin, the .elf beside it is found by itself",
        "0xea | this is a version 2 image for boot_v1.x or rBoot, which the ROM does not start",
        "0xff | this part of the file is erased flash",
        "0x23 | hand in an ESP8266 flash image in the Arduino layout"})
    void an_image_with_a_wrong_magic(String magic, String hint) throws IOException {
        image[0] = (byte) (int) Integer.decode(magic);

        assertFault(gate("--firmware", file("magic.bin", image)),
            "an ESP8266 image (magic 0xe9) at 0x00000000 of magic.bin", "found " + magic, hint);
    }

    @Test
    void an_image_with_a_flipped_bit() throws IOException {
        int end = FlashImage.read(GOOD_IMAGE).boot().end();
        int good = image[end - 1] & 0xFF;
        image[2 * HEADER] ^= 0x10;

        assertFault(gate("--firmware", file("flipped.bin", image)),
            "checksum 0x%02x at %s of flipped.bin".formatted(good ^ 0x10, Hex.word(end - 1)),
            "it holds 0x%02x".formatted(good),
            "the file is damaged: build or copy it again");
    }

    @Test
    void an_image_for_another_flash_size() throws IOException {
        image[3] = (byte) (image[3] & 0x0F | 0x30);

        Terminal seen = Terminal.run("flash", "--board=virtual", file("small.bin", image).toString());

        assertThat(seen.err()).isEqualTo(fault("an image for 4 MB of flash, as the board has", "small.bin was made for 2 MB",
            "build it for this board's flash size, or take the board it is for"));
        assertThat(seen.exit()).isEqualTo(2);
    }

    @Test
    void an_image_for_a_flash_size_that_does_not_exist() throws IOException {
        image[3] = (byte) (image[3] & 0x0F | 0x70);

        Terminal seen = gate("--firmware", file("odd.bin", image));

        assertThat(seen.err()).isEqualTo(fault("an image for 4 MB of flash, as the board has",
            "odd.bin was made for size code 7 (not defined)", "build it for this board's flash size, or take the board it is for"));
        assertThat(seen.exit()).isEqualTo(2);
    }

    @Test
    void an_image_longer_than_the_flash_it_was_made_for() throws IOException {
        image[3] = (byte) (image[3] & 0x0F);
        Path file = file("long.bin", Arrays.copyOf(image, 600_000));

        Terminal seen = gate("--firmware", file);

        assertThat(seen.err()).isEqualTo(fault("an image of at most 512 KB", "long.bin has 600000 bytes",
            "build it for this board's flash size"));
        assertThat(seen.exit()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        ":secret-key | a Wi-Fi name of 1 to 32 bytes | it has 0 | --wifi SSID:PASSWORD, or SSID alone",
        "home:short | a Wi-Fi password of 8 to 63 characters, or none | it has 5 | --wifi SSID:PASSWORD, or SSID alone for an open network"})
    void a_Wi_Fi_that_cannot_be(String wifi, String wanted, String seen, String hint) {
        assertFault(Terminal.run("gate", "--wifi", wifi), wanted, seen, hint);
    }

    @Test
    void a_profile_beside_the_image_that_is_none() throws IOException {
        Path beside = file("mine.profile.yaml", "name: mine".getBytes(StandardCharsets.UTF_8));

        assertFault(gate("--firmware", file("mine.bin", image)), "the key serial", "the profile lacks it",
            "mending line 1 of " + beside);
    }

    @Test
    void an_image_that_is_not_there() {
        Path missing = folder.resolve("no.bin");

        assertFault(gate("--firmware", missing), "a firmware image at " + missing, "there is no such file",
            "build the firmware or mend the path");
        assertFault(Terminal.run("flash", "--board", "virtual", missing.toString()), "a firmware image at " + missing,
            "there is no such file", "build the firmware or mend the path");
    }

    @Test
    void an_elf_file_of_another_build() {
        Terminal seen = gate("--elf", Path.of("firmware/images/hello.elf"));

        assertThat(seen.err().replaceAll("at 0x[0-9a-f]{8} \\([^)]*\\)", "at ADDRESS (SECTION)"))
            .isEqualTo(fault("the ELF file of tls-node.bin", "hello.elf is another build's: they differ at ADDRESS (SECTION)",
                "hand in the .elf of the same build; crashes would be decoded wrongly"));
        assertThat(seen.exit()).isEqualTo(2);
    }

    @Test
    void an_elf_file_that_is_not_there_or_none() throws IOException {
        Path missing = folder.resolve("no.elf");

        assertFault(gate("--elf", missing), "the ELF file " + missing, "there is no such file",
            "the path of the ELF that the image was made from, or leave --elf out");
        assertFault(gate("--elf", file("text.elf", "not an ELF file".getBytes())), "an ELF file",
            "text.elf does not begin like one", "hand in the .elf that the linker wrote");
    }

    @Test
    void a_report_folder_that_cannot_be_written() throws IOException {
        Path regular = file("regular", new byte[0]);
        Path below = regular.resolve("below");

        assertFault(Terminal.run("gate", "--report", below.toString()), "to write the report into " + below,
            "the folder cannot be written (Not a directory)", "another folder with --report, or mend its permissions");
        assertFault(Terminal.run("gate", "--report", regular.toString()), "to write the report into " + regular,
            "the folder cannot be written (a file of that name is in the way)",
            "another folder with --report, or mend its permissions");
    }

    @Test
    void a_profile_that_is_no_yaml() throws IOException {
        Path file = Files.writeString(folder.resolve("bad.yaml"), "name: node\nserial: {baud: [\n");

        assertFault(gate("--profile", file), "a profile in YAML",
            "it cannot be read: expected the node content, but found '<stream end>'", "mending line 3 of " + file);
    }

    @Test
    void a_profile_whose_key_is_no_word() throws IOException {
        Path file = Files.writeString(folder.resolve("bad.yaml"), "name: node\n? [a, b]\n: 2\n");

        assertFault(gate("--profile", file), "a key: one value", "a list or keys stand here", "mending line 2 of " + file);
    }

    @Test
    void a_profile_that_lacks_a_key() throws IOException {
        String text = Files.readString(GOOD_PROFILE);
        Path file = Files.writeString(folder.resolve("short.yaml"), text.replace("  floor: ", "  flor: "));
        long line = text.substring(0, text.indexOf("  pattern: \"heap")).lines().count() + 1;

        assertFault(gate("--profile", file), "the key heap.floor", "heap lacks it", "mending line %d of %s".formatted(line, file));
    }

    @Test
    void a_profile_that_is_no_text() throws IOException {
        Path file = file("binary.yaml", new byte[] {(byte) 0xFF, (byte) 0xFE, 0, 'n'});

        assertFault(gate("--profile", file), "a profile in " + file, "it is no text in UTF-8",
            "handing in a YAML file, saved as UTF-8");
    }

    @Test
    void a_profile_that_is_not_there() {
        Path missing = folder.resolve("no.yaml");

        assertFault(gate("--profile", missing), "a profile at " + missing, "there is no such file", "mending the path");
    }

    @Test
    void a_suite_a_board_a_broker_that_nobody_knows() {
        assertFault(Terminal.run("gate", "--suite", "boot-mode,speed"), "a known suite", "'speed'",
            "one of image, boots, boot-mode, eeprom, config-page, mode-switch, requests, tls, reconnect, wifi, heap, upgrade, stability");
        Stream.of("raspberry", "serial:").forEach(board -> assertFault(gate("--board", Path.of(board)), "a board name",
            "'%s'".formatted(board), "virtual or serial:PORT, for example serial:/dev/ttyUSB0"));
        assertFault(Terminal.run("monitor", "--board", "raspberry"), "a board name", "'raspberry'",
            "virtual or serial:PORT, for example serial:/dev/ttyUSB0");
        assertFault(gate("--broker", Path.of("rabbit")), "a kind of broker", "'rabbit'",
            "one of auto, docker, mosquitto, embedded");
    }

    @Test
    void a_broker_that_was_asked_for_and_is_absent() {
        Path nothing = folder.resolve("mosquitto");
        System.setProperty(BrokerSettings.MOSQUITTO, nothing.toString());
        try {
            assertFault(gate("--broker", Path.of("mosquitto"), "--suite", "boots"), "the program mosquitto", nothing + " is no program",
                "install Mosquitto 2, name it with espalier.broker.mosquitto, or take the embedded broker with --broker embedded");
        } finally {
            System.clearProperty(BrokerSettings.MOSQUITTO);
        }
    }

    @Test
    void a_port_that_does_not_exist() {
        for (Terminal seen : new Terminal[] {gate("--board", Path.of("serial:/dev/ttyNoSuch7")),
                Terminal.run("monitor", "--board", "serial:/dev/ttyNoSuch7"),
                Terminal.run("flash", "--board", "serial:/dev/ttyNoSuch7", GOOD_IMAGE.toString())}) {
            assertThat(seen.err().replaceAll("ports here: .*", "ports here: PORTS")).isEqualTo(fault(
                "a serial port /dev/ttyNoSuch7", "there is none of that name", "plugging the board in; ports here: PORTS"));
            assertThat(seen.exit()).isEqualTo(2);
        }
    }

    @Test
    void a_port_that_another_link_holds() throws Exception {
        try (PseudoTerminals pair = PseudoTerminals.open(folder); SerialLink other = SerialPortLink.open(pair.near(), 115200)) {
            assertBusy(pair.near());
        }
    }

    @Test
    void a_port_that_another_program_holds() throws Exception {
        assumeTrue(PseudoTerminals.onPath("flock"), "flock is not installed");
        Path held = folder.resolve("held");
        try (PseudoTerminals pair = PseudoTerminals.open(folder)) {
            Process other = new ProcessBuilder("flock", pair.near(), "sh", "-c", "touch \"$0\"; exec cat", held.toString())
                .redirectErrorStream(true).start();
            try {
                await().until(() -> Files.exists(held));

                assertBusy(pair.near());
            } finally {
                other.getOutputStream().close();
                other.waitFor();
            }
        }
    }

    @Test
    void bad_arguments_of_flash() throws IOException {
        String file = file("some.bin", new byte[10]).toString();

        assertFault(Terminal.run("flash", "--board", "virtual", file + "@zz"), "IMG or IMG@OFFSET", file + "@zz",
            "an offset such as 0x3FB000");
        assertFault(Terminal.run("flash", "--board", "virtual", file + "@0x10"),
            "regions that begin at a sector and do not overlap",
            "region some.bin (10 bytes at 0x00000010, erasing 4096) must begin and end at a sector",
            "an offset that is a multiple of 0x1000");
        Terminal beyond = Terminal.run("flash", "--board", "virtual", file + "@0x400000");
        assertThat(beyond.err()).isEqualTo(fault("to write some.bin up to 0x00401000", "the board's flash ends at 0x00400000",
            "an offset inside of it, or a board with more flash"));
        assertThat(beyond.exit()).isEqualTo(2);
    }

    @Test
    void a_gate_that_ends_before_its_first_check_leaves_the_verdict_ERROR_and_why() throws IOException {
        Path missing = folder.resolve("no.bin");

        Terminal seen = gate("--firmware", missing);

        assertThat(seen.exit()).isEqualTo(2);
        JsonNode left = new ObjectMapper().readTree(folder.resolve("report/gate.json").toFile());
        assertThat(left.at("/verdict").asText()).isEqualTo("ERROR");
        assertThat(left.at("/board/kind").asText()).isEqualTo("virtual");
        assertThat(left.at("/firmware/file").asText()).isEqualTo(missing.toString());
        assertThat(left.at("/failedSuites")).isEmpty();
        assertThat(left.at("/checks")).hasSize(1);
        assertThat(left.at("/checks/0/verdict").asText()).isEqualTo("ERROR");
        assertThat(left.at("/checks/0/message").asText()).isEqualTo("wanted: a firmware image at " + missing
            + "; seen: there is no such file; try: build the firmware or mend the path");
        assertThat(folder.resolve("report/report.html")).content().contains("ERROR", "there is no such file");
        assertThat(folder.resolve("report/junit.xml")).content().contains("<error");
    }

    @Test
    void a_stack_trace_comes_only_when_it_is_asked_for() {
        Path missing = folder.resolve("no.bin");

        Terminal asked = gate("--stacktrace", missing, "--firmware", missing.toString());

        assertThat(asked.exit()).isEqualTo(2);
        assertThat(asked.err())
            .startsWith(fault("a firmware image at " + missing, "there is no such file", "build the firmware or mend the path"))
            .contains("dev.espalier.image.ImageException: ", "\tat dev.espalier.image.FlashImage.read(");
    }

    private Terminal gate(String option, Path value, String... more) {
        Stream<String> first = option.equals("--stacktrace") ? Stream.of(option) : Stream.of(option, value.toString());
        return Terminal.run(Stream.of(Stream.of("gate", "--report", folder.resolve("report").toString()), first, Stream.of(more))
            .flatMap(s -> s).toArray(String[]::new));
    }

    private Path file(String name, byte[] bytes) throws IOException {
        return Files.write(folder.resolve(name), bytes);
    }

    private void assertBusy(String port) {
        Terminal seen = gate("--board", Path.of("serial:" + port));

        assertThat(seen.err().replaceAll("other ports: .*", "other ports: PORTS")).isEqualTo(fault(
            "to open serial port " + port, "another program is using it",
            "closing the other program (a monitor, an IDE, another gate); other ports: PORTS"));
        assertThat(seen.exit()).isEqualTo(2);
    }

    private static void assertFault(Terminal run, String wanted, String seen, String advice) {
        assertThat(run.err()).isEqualTo(fault(wanted, seen, advice));
        assertThat(run.out()).isEmpty();
        assertThat(run.exit()).isEqualTo(2);
    }

    private static String fault(String wanted, String seen, String advice) {
        return """
            espalier: wanted: %s
                      seen:   %s
                      try:    %s
            """.formatted(wanted, seen, advice);
    }
}
