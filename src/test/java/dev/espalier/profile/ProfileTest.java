package dev.espalier.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.bytes.Hex;
import dev.espalier.eeprom.EepromImage;
import dev.espalier.image.Sign;
import dev.espalier.image.TlsLibrary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProfileTest {

    private static final String SMALLEST = """
        name: tiny
        serial: { baud: 9600 }
        modes:
          run:
            cells: { ssid: home }
            markers: ["^up$"]
            within: 500ms
        eeprom:
          offset: 0x7B000
          size: 64
          cells:
            ssid: { at: 0, text: 32 }
        """;

    @Test
    void the_bundled_firmwares_profile_is_complete() {
        Profile profile = Profile.read(Path.of("fixtures/profiles/tls-node.yaml"));

        assertThat(profile.name()).isEqualTo("tls-node");
        assertThat(profile.modes()).containsOnlyKeys("config", "mqtt-plain", "mqtt-tls", "ap-fallback");
        assertThat(profile.mode("mqtt-tls").within()).isEqualTo(Duration.ofSeconds(20));
        assertThat(profile.eeprom().offset()).isEqualTo(0x3FB000);
        assertThat(profile.page().orElseThrow().fields()).hasSize(33).containsEntry("ip_0", "ip[0]");
        assertThat(profile.trustAnchor().orElseThrow().offset()).isEqualTo(0x3F9000);
        assertThat(profile.mqtt().orElseThrow().requests()).containsKeys("toConfig", "sensors", "unknown");
        assertThat(profile.mqtt().orElseThrow().refusals()).containsEntry("expired", 54);
        assertThat(profile.mqtt().orElseThrow().oldestTls()).isEqualTo("1.2");
        assertThat(profile.mqtt().orElseThrow().keepAlive()).contains(Duration.ofSeconds(15));
        assertThat(profile.mqtt().orElseThrow().requests()).doesNotContainKey("keepAlive");
        assertThat(profile.stability().restarts()).isEqualTo(3);
        assertThat(profile.replies().get("sensors").jsonKeys()).contains("SYS_Heap");
        assertThat(profile.heap().orElseThrow().floor()).isEqualTo(8000);
        assertThat(profile.heap().orElseThrow().leak()).isEqualTo(new Profile.LeakSearch(20, 50, 16));
        assertThat(profile.heap().orElseThrow().query().orElseThrow().request()).isEqualTo("sensors");
    }

    @Test
    void a_firmware_that_prints_no_heap_may_answer_with_it() {
        Profile profile = Profile.parse("tiny.yaml", SMALLEST + """
            mqtt: { request: rx, reply: tx, sensors: heap }
            heap: { floor: 4000, cycles: 30, query: { request: sensors, pattern: 'free=(?<free>\\d+)' } }
            """);

        assertThat(profile.heap().orElseThrow().pattern()).isEmpty();
        assertThat(profile.heap().orElseThrow().leak()).isEqualTo(new Profile.LeakSearch(30, 50, 16));
        assertThat(profile.heap().orElseThrow().query().orElseThrow().pattern().pattern()).isEqualTo("free=(?<free>\\d+)");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', value = {
        "cycles: 12 | at least 13, or nothing can be told",
        "cycles: 30, mostCycles: 20 | no fewer than cycles (30)",
        "rulesOut: 4 | at least 8 bytes, the allocator's smallest block",
        "query: { request: heap, pattern: '(?<free>x)' } | the name of a request under mqtt"})
    void a_leak_test_that_cannot_work_is_refused(String keys, String wanted) {
        String yaml = SMALLEST + "heap: { pattern: '(?<checkpoint>a)(?<free>b)(?<max>c)(?<frag>d)', floor: 1, " + keys + " }\n";

        assertThatThrownBy(() -> Profile.parse("tiny.yaml", yaml)).isInstanceOf(ProfileException.class).hasMessageContaining(wanted);
    }

    @Test
    void the_bundled_firmwares_defaults_compose_to_the_sector_put_together_by_hand() throws IOException {
        Profile.Eeprom eeprom = Profile.read(Path.of("fixtures/profiles/tls-node.yaml")).eeprom();

        EepromImage image = eeprom.layout().compose(Map.of(), Map.of("mac", "5ccf7f123456"));

        assertThat(image.isValid()).isTrue();
        assertThat(image.bytes()).isEqualTo(Hex.parse(Files.readString(Path.of("fixtures/eeprom/tls-node-defaults.hex"))));
        assertThat(image.get("rxTopic")).isEqualTo("mqtt_rx_5ccf7f123456");
    }

    @Test
    void the_articles_sketch_is_described_with_the_tls_it_speaks_and_the_wifi_that_its_sdk_remembers() {
        Profile profile = Profile.read(Path.of("fixtures/profiles/article-sketch.yaml"));

        assertThat(profile.mqtt().orElseThrow().oldestTls()).isEqualTo("1.1");
        assertThat(profile.eeprom().wifiMemory()).contains(new Profile.Area(0x3FD000, 0x3000));
    }

    @Test
    void an_unknown_version_of_tls_and_half_a_sector_are_named() throws IOException {
        String yaml = Files.readString(Path.of("fixtures/profiles/article-sketch.yaml"));

        refuses(yaml.replace("oldestTls: \"1.1\"", "oldestTls: \"1.0\""),
            "wanted: mqtt.oldestTls: one of [1.1, 1.2], in quotes; seen: '1.0' stands here; try: mending line 119 of tiny.yaml");
        refuses(yaml.replace("size: 0x3000", "size: 0x800"),
            "wanted: eeprom.wifiMemory.size: whole flash sectors (a multiple of 0x1000); seen: 0x800 stands here; "
                + "try: mending line 46 of tiny.yaml");
    }

    @Test
    void the_smallest_profile_gets_defaults() {
        Profile profile = Profile.parse("tiny.yaml", SMALLEST);

        assertThat(profile.serial()).isEqualTo(new Profile.Serial(74880, 9600));
        assertThat(profile.mqtt()).isEmpty();
        assertThat(profile.page()).isEmpty();
        assertThat(profile.pressure().parallelRequests()).isEqualTo(4);
        assertThat(profile.mode("run").within()).isEqualTo(Duration.ofMillis(500));
    }

    @Test
    void a_misspelt_key_is_named_with_file_and_line() {
        refuses(SMALLEST.replace("within", "witin"), "wanted: a key that is known here; seen: modes.run.witin is not; known: "
            + "cells, markers, within; try: mending line 7 of tiny.yaml");
    }

    @Test
    void a_missing_key_is_named_with_the_line_of_what_lacks_it() {
        refuses(SMALLEST.replace("{ baud: 9600 }", "{ }"), "wanted: the key serial.baud; seen: serial lacks it; try: mending line "
            + "2 of tiny.yaml");
    }

    @Test
    void a_value_of_the_wrong_kind_is_named() {
        refuses(SMALLEST.replace("9600", "fast"), "wanted: serial.baud: a number such as 512 or 0x200; seen: \"fast\" stands here; "
            + "try: mending line 2 of tiny.yaml");
        refuses(SMALLEST.replace("500ms", "soon"), "wanted: modes.run.within: a duration such as 500ms, 20s or 2m; seen: \"soon\" "
            + "stands here; try: mending line 7 of tiny.yaml");
        refuses(SMALLEST.replace("[\"^up$\"]", "up"), "wanted: modes.run.markers: a list; seen: something else stands here; try: "
            + "mending line 6 of tiny.yaml");
    }

    @Test
    void a_pattern_that_is_none_is_named() {
        refuses(SMALLEST.replace("^up$", "(up"), "wanted: modes.run.markers: a pattern (RE2 syntax); seen: \"(up\" is none: missing "
            + "closing ); try: mending line 6 of tiny.yaml");
    }

    @Test
    void a_mode_that_sets_an_unknown_cell_is_named() {
        refuses(SMALLEST.replace("cells: { ssid", "cells: { sid"), "wanted: modes.run.cells.sid: a cell of eeprom.cells and a value "
            + "that fits; seen: there is no cell sid; cells: ssid; try: mending line 5 of tiny.yaml");
    }

    @Test
    void a_cell_without_a_type_and_a_sector_in_the_middle_are_named() {
        refuses(SMALLEST.replace(", text: 32", ""), "wanted: eeprom.cells.ssid: exactly one of text, flag, ipv4, u8, u16be, u24be; "
            + "seen: it has none; try: mending line 12 of tiny.yaml");
        refuses(SMALLEST.replace("0x7B000", "0x7B010"), "wanted: eeprom.offset: the beginning of a flash sector (a multiple of "
            + "0x1000); seen: 0x7b010 stands here; try: mending line 9 of tiny.yaml");
    }

    @Test
    void what_an_image_must_be_like_and_what_it_was_updated_from_are_read() {
        Profile profile = Profile.parse("tiny.yaml", SMALLEST + """
            image: { tls: vendor, ram: 0x9000, growth: 2.5 %, debugSigns: [ { text: DBG } ], forbidden: [ { symbol: Init, means: why } ] }
            upgrade: { previous: old.bin, version: { at: 0, u16be: true }, back: kept }
            """);

        Profile.Image image = profile.image().orElseThrow();
        assertThat(image.tls()).contains(new Profile.Tls(true, Optional.of(TlsLibrary.VENDOR)));
        assertThat(image.ram()).hasValue(0x9000);
        assertThat(image.flash()).isEmpty();
        assertThat(image.growthPercent()).hasValue(2.5);
        assertThat(image.debug()).isFalse();
        assertThat(image.debugSigns()).containsExactly(Sign.text("DBG", ""));
        assertThat(image.forbidden()).containsExactly(Sign.symbol("Init", "why"));
        assertThat(profile.upgrade()).isEqualTo(new Profile.Upgrade(Optional.of("old.bin"), Optional.empty(), Optional.empty(),
            Optional.of(new Profile.Version(0, 2)), Map.of(), Profile.Back.KEPT));
        assertThat(profile.has("upgrade")).isTrue();
        assertThat(Profile.parse("tiny.yaml", SMALLEST).has("upgrade")).isFalse();
    }

    @Test
    void wishes_for_images_and_updates_that_cannot_be_meant_are_named() {
        assertThatThrownBy(() -> Profile.parse("tiny.yaml", SMALLEST + "image: { tls: openssl }"))
            .hasMessageStartingWith("wanted: image.tls: required, none, bearssl, axtls, vendor or mbedtls; seen: \"openssl\" stands here; ");
        assertThatThrownBy(() -> Profile.parse("tiny.yaml", SMALLEST + "image: { growth: 5 }"))
            .hasMessageStartingWith("wanted: image.growth: a share such as 5%; seen: \"5\" stands here; ");
        assertThatThrownBy(() -> Profile.parse("tiny.yaml", SMALLEST + "image: { forbidden: [ { means: nothing } ] }"))
            .hasMessageStartingWith("wanted: image.forbidden: symbol or text, one of them, in each entry; seen: an entry has neither; ");
        assertThatThrownBy(() -> Profile.parse("tiny.yaml", SMALLEST + "upgrade: { back: maybe }"))
            .hasMessageStartingWith("wanted: upgrade.back: kept or lost; seen: \"maybe\" stands here; ");
        assertThatThrownBy(() -> Profile.parse("tiny.yaml", SMALLEST + "upgrade: { version: { at: 4 } }"))
            .hasMessageStartingWith("wanted: upgrade.version.at: one of u8, u16be, u24be beside it, and true; seen: there is none; ");
        assertThatThrownBy(() -> Profile.parse("tiny.yaml", SMALLEST + "upgrade: { version: { at: 4096, u8: true } }"))
            .hasMessageStartingWith("wanted: upgrade.version.at: a place within the ")
            .hasMessageContaining(" bytes of the settings; seen: 0x1000 stands here; ");
        assertThatThrownBy(() -> Profile.parse("tiny.yaml", SMALLEST + "upgrade: { set: { nobody: 1 } }"))
            .hasMessageStartingWith("wanted: upgrade.set.nobody: a cell of eeprom.cells and a value that fits; seen: ");
    }

    @Test
    void broken_yaml_is_named_with_its_line() {
        assertThatThrownBy(() -> Profile.parse("tiny.yaml", "name: [a\nserial: {")).isInstanceOf(ProfileException.class)
            .hasMessageStartingWith("wanted: a profile in YAML; seen: it cannot be read: ").hasMessageEndingWith("of tiny.yaml");
        assertThatThrownBy(() -> Profile.parse("tiny.yaml", "")).hasMessageContaining("the file is empty");
        assertThatThrownBy(() -> Profile.parse("tiny.yaml", "- a")).hasMessageContaining("wanted: a profile; seen: something else "
            + "stands here; try: mending line 1 of tiny.yaml");
    }

    @Test
    void a_missing_file_is_said_so(@TempDir Path folder) {
        assertThatThrownBy(() -> Profile.read(folder.resolve("no.yaml"))).isInstanceOf(ProfileException.class)
            .hasMessageContaining("there is no such file");
    }

    @Test
    void a_mode_that_is_not_there_is_refused_with_those_that_are() {
        assertThatThrownBy(() -> Profile.parse("tiny.yaml", SMALLEST).mode("mqtt"))
            .hasMessage("profile tiny has no mode mqtt; modes: [run]");
    }

    private static void refuses(String yaml, String message) {
        assertThatThrownBy(() -> Profile.parse("tiny.yaml", yaml)).isInstanceOf(ProfileException.class).hasMessage(message);
    }
}
