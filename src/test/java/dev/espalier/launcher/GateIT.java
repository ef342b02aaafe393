package dev.espalier.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.espalier.emulator.net.AccessPoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;

/** {@code ./espalier gate} as a user types it: exit code, artefacts, what they hold and what they must not. */
class GateIT {

    private static final Path GOOD_IMAGE = Path.of("firmware/images/tls-node.bin");
    private static final Path REPORT = Path.of("target/espalier/gate-it");
    private static final int APPLICATION = 0x1000;
    private static final int HEADER = 8;
    /** {@code j +0}: an instruction that jumps to itself. */
    private static final byte[] ENDLESS_LOOP = {0x06, (byte) 0xFF, (byte) 0xFF};

    @TempDir
    private static Path folder;

    private static Launched gate;

    @BeforeAll
    static void run_a_gate() throws Exception {
        deleteOldReport();
        gate = Launched.espalier(folder, Map.of(), "gate", "--suite", "boot-mode", "--broker", "embedded",
            "--report", REPORT.toString());
    }

    @Test
    void the_good_build_passes_and_the_last_lines_say_so() {
        assertThat(gate.exit()).as(gate.out() + gate.err()).isZero();
        assertThat(gate.out()).containsPattern("\nPASS  \\S+/tls-node.bin on virtual: \\d+ checks in ")
            .endsWith("report: " + REPORT.resolve("report.html") + "\n");
    }

    @Test
    void it_prints_no_warnings_of_the_java_that_runs_it() {
        assertThat(gate.err().replaceFirst("^espalier: building the tool .*\n", "")).isEmpty();
    }

    @Test
    void gate_json_keeps_the_contract() throws Exception {
        JsonNode json = gateJson();

        assertThat(json.at("/verdict").asText()).isEqualTo("PASS");
        assertThat(json.at("/board/kind").asText()).isEqualTo("virtual");
        assertThat(json.at("/board/mac").asText()).matches("([0-9a-f]{2}:){5}[0-9a-f]{2}");
        assertThat(json.at("/firmware/sha256").asText()).isEqualTo(HexFormat.of().formatHex(
            MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(GOOD_IMAGE))));
        assertThat(json.at("/firmware/elfBelongs").asBoolean()).isTrue();
        assertThat(json.at("/checks")).hasSizeGreaterThanOrEqualTo(5).allSatisfy(check -> {
            assertThat(check.get("suite").asText()).isEqualTo("boot-mode");
            assertThat(check.get("name").asText()).isNotBlank();
            assertThat(check.get("verdict").asText()).isEqualTo("PASS");
            assertThat(check.get("message").asText()).isEmpty();
        });
    }

    @Test
    void junit_xml_names_the_same_checks() throws Exception {
        Element junit = DocumentBuilderFactory.newInstance().newDocumentBuilder()
            .parse(REPORT.resolve("junit.xml").toFile()).getDocumentElement();

        List<String> cases = Stream.iterate(0, i -> i + 1).limit(junit.getElementsByTagName("testcase").getLength())
            .map(i -> ((Element) junit.getElementsByTagName("testcase").item(i)).getAttribute("name")).toList();
        List<String> checks = StreamSupport.stream(gateJson().at("/checks").spliterator(), false)
            .map(check -> check.get("name").asText()).toList();
        assertThat(cases).isEqualTo(checks);
        assertThat(junit.getElementsByTagName("failure").getLength()).isZero();
    }

    @Test
    void the_page_says_the_verdict_and_needs_nothing_from_elsewhere() throws IOException {
        String page = Files.readString(REPORT.resolve("report.html"));

        assertThat(page).startsWithIgnoringCase("<!doctype html>").contains("PASS", "boots into mqtt-tls");
        assertThat(page).doesNotContainPattern("(?i)(src|href)=\"?(https?:)?//").doesNotContain("@import");
    }

    @Test
    void the_transcript_holds_both_directions() throws IOException {
        List<String> lines = Files.readAllLines(REPORT.resolve("serial.log"));

        assertThat(lines).anyMatch(line -> line.matches(" *[\\d.]+ +\\d+ # sent \\d+ bytes: c000.*"))
            .anyMatch(line -> line.matches(" *[\\d.]+ +74880 < .*rst cause:.*"))
            .anyMatch(line -> line.matches(" *[\\d.]+ +115200 < ESP8266 Mode: MQTT Client Running.*"));
    }

    @Test
    void secret_cells_appear_in_no_artefact() throws IOException {
        String wifiPassword = AccessPoint.DEFAULT.password();
        try (Stream<Path> files = Files.walk(REPORT)) {
            List<Path> artefacts = files.filter(Files::isRegularFile).toList();

            assertThat(artefacts).hasSizeGreaterThanOrEqualTo(4).allSatisfy(file ->
                assertThat(Files.readString(file)).as("%s", file).doesNotContain(wifiPassword, "mqtt_password"));
            assertThat(Files.readString(REPORT.resolve("serial.log"))).contains("password=***");
        }
    }

    @Test
    void a_bit_flipped_in_the_file_is_refused_before_it_is_flashed() throws Exception {
        byte[] image = Files.readAllBytes(GOOD_IMAGE);
        image[APPLICATION + 2 * HEADER] ^= 0x04;
        Path damaged = Files.write(folder.resolve("damaged.bin"), image);

        Launched seen = Launched.espalier(folder, Map.of(), "gate", "--firmware", damaged.toString(), "--report",
            folder.resolve("damaged").toString());

        assertThat(seen.exit()).isEqualTo(2);
        assertThat(seen.err()).startsWith("espalier: wanted: checksum 0x").contains("of damaged.bin",
            "try:    the file is damaged: build or copy it again").doesNotContain("\tat ");
    }

    /** Its checksums are right, so only running it tells: the application's first instruction jumps to itself. */
    @Test
    void an_application_that_hangs_fails_with_what_the_board_said() throws Exception {
        Path hanging = Files.write(folder.resolve("hanging.bin"), hanging(Files.readAllBytes(GOOD_IMAGE)));

        Launched seen = Launched.espalier(folder, Map.of(), "gate", "--firmware", hanging.toString(),
            "--profile", "fixtures/profiles/tls-node.yaml", "--suite", "boot-mode", "--broker", "embedded",
            "--report", folder.resolve("hanging").toString());

        assertThat(seen.exit()).as(seen.out() + seen.err()).isEqualTo(1);
        assertThat(seen.out()).containsPattern("\nFAIL  \\S+/hanging.bin on virtual").contains("failed suites: boot-mode");
        JsonNode check = new ObjectMapper().readTree(folder.resolve("hanging/gate.json").toFile()).at("/checks/0");
        assertThat(check.get("verdict").asText()).isEqualTo("FAIL");
        assertThat(check.get("message").asText()).contains("last lines of the board:", "csum 0x");
    }

    @Test
    void a_crash_is_decoded_in_the_message_and_in_a_file_of_its_own() throws Exception {
        Launched seen = Launched.espalier(folder, Map.of(), "gate", "--firmware", "firmware/images/tls-node-null-config.bin",
            "--suite", "config-page", "--broker", "embedded", "--report", folder.resolve("crash").toString());

        assertThat(seen.exit()).as(seen.out() + seen.err()).isEqualTo(1);
        assertThat(Files.readString(folder.resolve("crash/crashes.txt")))
            .contains("Exception (29)", "0x4000e1b2", "ctx: sys").containsPattern("\\[3ff[0-9a-f]{5}\\] 0x40[0-9a-f]{6} \\w");
        assertThat(new ObjectMapper().readTree(folder.resolve("crash/gate.json").toFile()).at("/checks"))
            .anySatisfy(check -> assertThat(check.get("message").asText())
                .startsWith("the board crashed: out of heap: ").contains("Exception (29)", "0x4000e1b2", "tls-node/http_server.cpp:"));
    }

    @Test
    void a_docker_engine_that_was_asked_for_and_is_absent_is_a_fault_of_the_bench() throws Exception {
        Launched seen = Launched.espalier(folder, Map.of("DOCKER_HOST", "unix://" + folder.resolve("no.sock")),
            "gate", "--broker", "docker", "--report", folder.resolve("docker").toString());

        assertThat(seen.err()).isEqualTo("""
            espalier: wanted: a Docker Engine
                      seen:   no engine's socket on this machine
                      try:    install and start Docker
            """);
        assertThat(seen.exit()).isEqualTo(2);
    }

    private static JsonNode gateJson() throws IOException {
        return new ObjectMapper().readTree(REPORT.resolve("gate.json").toFile());
    }

    /** Puts a loop at the entry address and mends the application's checksum. */
    private static byte[] hanging(byte[] image) {
        byte[] changed = image.clone();
        int entry = word(image, APPLICATION + 4);
        int at = APPLICATION + HEADER;
        while (entry < word(image, at) || entry >= word(image, at) + word(image, at + 4)) {
            at += HEADER + word(image, at + 4);
        }
        int place = at + HEADER + entry - word(image, at);
        System.arraycopy(ENDLESS_LOOP, 0, changed, place, ENDLESS_LOOP.length);
        for (int i = 0; i < ENDLESS_LOOP.length; i++) {
            changed[checksumPlace(image)] ^= (byte) (image[place + i] ^ changed[place + i]);
        }
        return changed;
    }

    private static int checksumPlace(byte[] image) {
        int at = APPLICATION + HEADER;
        for (int i = 0; i < image[APPLICATION + 1]; i++) {
            at += HEADER + word(image, at + 4);
        }
        return APPLICATION + (at - APPLICATION) / 16 * 16 + 15;
    }

    private static int word(byte[] image, int at) {
        return image[at] & 0xFF | (image[at + 1] & 0xFF) << 8 | (image[at + 2] & 0xFF) << 16 | image[at + 3] << 24;
    }

    private static void deleteOldReport() throws IOException {
        if (Files.isDirectory(REPORT)) {
            for (String name : Arrays.asList("gate.json", "junit.xml", "report.html", "serial.log")) {
                Files.deleteIfExists(REPORT.resolve(name));
            }
        }
    }
}
