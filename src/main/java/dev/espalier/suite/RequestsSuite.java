package dev.espalier.suite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.bench.Bench;
import dev.espalier.board.Board;
import dev.espalier.profile.Profile;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** Every request of the profile that does not switch the mode, over both transports. */
@Suite(value = "requests", asks = "every request is answered over HTTP and over MQTT",
    needs = {"modes", "routes", "mqtt", "replies"})
class RequestsSuite {

    private static final String DELIMITERS = "?&=";
    private static final Set<String> SWITCHES = Set.of("toMqtt", "toConfig");

    @Test
    void every_request_is_answered_over_HTTP(Bench bench) {
        List<String> names = others(bench.profile().routes().keySet());
        Start.in(bench, Start.CONFIG);
        Board board = bench.board();

        for (String name : names) {
            Replies.requirePromised(bench, name, board.configPage().get(bench.profile().routes().get(name)).text());
        }

        board.console().requireCalm();
    }

    @Test
    void a_request_without_a_Connection_header_is_answered(Bench bench) {
        String path = bench.profile().routes().get("sensors");
        Assumptions.assumeTrue(path != null, "the profile has no route sensors");
        Start.in(bench, Start.CONFIG);

        assertThat(bench.board().configPage().getPlainly(path).status()).isEqualTo(200);
        assertThat(bench.board().configPage().getInTwo(path, 20).status()).isEqualTo(200);
    }

    @Test
    void every_request_is_answered_over_plain_MQTT(Bench bench) {
        answersOverMqtt(bench, Start.MQTT_PLAIN);
    }

    @Test
    void every_request_is_answered_over_MQTT_and_TLS(Bench bench) {
        answersOverMqtt(bench, Start.MQTT_TLS);
    }

    @Test
    void nonsense_over_HTTP_does_no_harm(Bench bench) {
        List<String> names = others(bench.profile().routes().keySet());
        Start.in(bench, Start.CONFIG);
        Board board = bench.board();

        nonsense(names.stream().map(bench.profile().routes()::get)).forEach(board.configPage()::answers);

        board.console().requireCalm();
        Replies.requirePromised(bench, names.get(0), board.configPage().get(bench.profile().routes().get(names.get(0))).text());
    }

    @Test
    void nonsense_over_MQTT_does_no_harm(Bench bench) {
        Profile.Mqtt mqtt = Start.requireMqtt(bench);
        List<String> names = others(mqtt.requests().keySet());
        String mode = bench.profile().modes().containsKey(Start.MQTT_PLAIN) ? Start.MQTT_PLAIN : Start.mqttMode(bench);
        try (MqttLink link = MqttLink.booted(bench, mode)) {
            nonsense(names.stream().map(mqtt.requests()::get)).forEach(link::sendText);

            Replies.requirePromised(bench, names.get(0), link.ask(names.get(0), Replies.promised(bench, names.get(0))));
            bench.board().console().requireCalm();
        }
    }

    /** What no sane client sends, and the beginnings of what it does send. */
    private static Set<String> nonsense(Stream<String> requests) {
        Set<String> nonsense = new LinkedHashSet<>(List.of("//", "/?", "/?=", "/?a", "/?a=", "/?=b", "/?&&&", "/?a=%", "/?%zz=%0",
            "/?a=%00", "/?" + "a=b&".repeat(60), "/?a=" + "b".repeat(300)));
        requests.forEach(request -> {
            for (int i = 1; i < request.length(); i++) {
                if (DELIMITERS.indexOf(request.charAt(i)) >= 0) {
                    nonsense.add(request.substring(0, i));
                    nonsense.add(request.substring(0, i + 1));
                }
            }
        });
        return nonsense;
    }

    private static void answersOverMqtt(Bench bench, String mode) {
        Profile.Mqtt mqtt = Start.requireMqtt(bench);
        Start.require(bench, mode);
        try (MqttLink link = MqttLink.booted(bench, mode)) {
            for (String name : others(mqtt.requests().keySet())) {
                Replies.requirePromised(bench, name, link.ask(name));
            }
            bench.board().console().requireCalm();
        }
    }

    private static List<String> others(Set<String> names) {
        List<String> others = new ArrayList<>(names);
        others.removeAll(SWITCHES);
        Assumptions.assumeFalse(others.isEmpty(), "the profile names no such requests");
        return others;
    }
}
