package dev.espalier.suite;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The suites know a firmware by its profile alone. */
class FirmwareNamesTest {

    private static final Path SUITES = Path.of("src/main/java/dev/espalier/suite");
    private static final Path PROFILE = Path.of("fixtures/profiles/tls-node.yaml");
    private static final Pattern LITERAL = Pattern.compile("\"((?:[^\"\\\\\n]|\\\\.)+)\"");
    /** What any switch holds, ids of suites, and the cell and the request that the README says the bench knows. */
    private static final Set<String> COMMON = Set.of("true", "false", "tls", "wifi", "mqttPort", "sensors");

    @Test
    void no_suite_holds_a_text_or_field_of_the_bundled_firmware() throws IOException {
        JsonNode profile = new YAMLMapper().readTree(PROFILE.toFile());
        Set<String> firmware = new TreeSet<>();
        for (String section : List.of("name", "modes", "softAp", "page", "routes", "mqtt", "replies", "heap")) {
            texts(profile.get(section), firmware);
        }
        for (String line : List.of("notInitialised", "damaged", "restored")) {
            texts(profile.get("eeprom").get(line), firmware);
        }
        profile.get("page").get("fields").fieldNames().forEachRemaining(firmware::add);
        firmware.removeAll(COMMON);

        Set<String> literals = literals();

        assertThat(firmware).contains("Settings saved", "mqtt_bk", "/?request=LedOn", "tls-node");
        assertThat(literals).contains("the profile has no page").doesNotContainAnyElementsOf(firmware);
        assertThat(literals).noneMatch(text -> text.contains("ESP8266") || text.contains("request="));
    }

    private static void texts(JsonNode node, Set<String> texts) {
        if (node.isTextual() && !node.asText().isEmpty()) {
            texts.add(node.asText());
        }
        node.forEach(each -> texts(each, texts));
    }

    private static Set<String> literals() throws IOException {
        Set<String> literals = new TreeSet<>();
        try (Stream<Path> files = Files.list(SUITES)) {
            for (Path file : files.toList()) {
                LITERAL.matcher(Files.readString(file)).results().forEach(found -> literals.add(found.group(1)));
            }
        }
        return literals;
    }
}
