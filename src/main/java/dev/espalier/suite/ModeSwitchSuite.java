package dev.espalier.suite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.bench.Bench;
import dev.espalier.board.Board;
import dev.espalier.configpage.HttpReply;
import dev.espalier.profile.Profile;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** From mode to mode by URL, by page and by MQTT message, and the query for the mode that it is in. */
@Suite(value = "mode-switch", asks = "modes are switched by URL, by page, by MQTT message",
    needs = {"modes", "routes", "mqtt"})
class ModeSwitchSuite {

    @Test
    void a_URL_switches_to_MQTT(Bench bench) {
        String mode = Start.mqttMode(bench);
        String path = route(bench, "toMqtt");
        Start.in(bench, Start.CONFIG, provision -> provision.set("mqttPort", bench.brokerPort(mode.equals(Start.MQTT_TLS))));
        Board board = bench.board();

        board.expectReset();
        HttpReply reply = board.configPage().get(path);

        Replies.requirePromised(bench, "toMqtt", reply.text());
        board.awaitMode(mode);
    }

    @Test
    void the_page_switches_to_MQTT(Bench bench) {
        String mode = Start.mqttMode(bench);
        Profile.Page page = Start.requirePage(bench);
        Start.in(bench, Start.CONFIG, provision -> provision.set("mqttPort", bench.brokerPort(mode.equals(Start.MQTT_TLS))));
        Board board = bench.board();

        board.configPage().save(fieldsFor(page, bench.profile().mode(mode).cells()));
        board.expectReset();
        board.configPage().reset();

        board.awaitMode(mode);
    }

    @Test
    void an_MQTT_message_switches_to_the_configuration(Bench bench) {
        String mode = Start.mqttMode(bench);
        Assumptions.assumeTrue(Start.requireMqtt(bench).requests().containsKey("toConfig"), "the profile has no mqtt.toConfig");
        try (MqttLink link = MqttLink.booted(bench, mode)) {
            bench.board().expectReset();

            link.send("toConfig");

            bench.board().awaitMode(Start.CONFIG);
        }
    }

    @Test
    void in_the_configuration_a_query_is_answered_over_HTTP(Bench bench) {
        Start.in(bench, Start.CONFIG);

        assertThat(bench.board().configPage().answers(route(bench, "sensors"))).as("an answer over HTTP").isTrue();
    }

    @Test
    void in_MQTT_over_TLS_a_query_is_answered_over_MQTT_only(Bench bench) {
        Start.require(bench, Start.MQTT_TLS);
        try (MqttLink link = MqttLink.booted(bench, Start.MQTT_TLS)) {
            Replies.requirePromised(bench, "sensors", link.ask("sensors"));
            assertThat(bench.board().configPage().answers(route(bench, "sensors"))).as("an answer over HTTP").isFalse();
        }
    }

    private static String route(Bench bench, String name) {
        String path = bench.profile().routes().get(name);
        Assumptions.assumeTrue(path != null, "the profile has no route " + name);
        return path;
    }

    /** The form's fields that hold a mode's cells. */
    private static Map<String, String> fieldsFor(Profile.Page page, Map<String, String> cells) {
        Map<String, String> fields = new HashMap<>();
        page.fields().forEach((field, cell) -> {
            if (cells.containsKey(cell)) {
                fields.put(field, cells.get(cell));
            }
        });
        Assumptions.assumeTrue(fields.size() == cells.size(), "the page has no field for each of " + cells.keySet());
        return fields;
    }
}
