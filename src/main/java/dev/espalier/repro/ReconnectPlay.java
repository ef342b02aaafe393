package dev.espalier.repro;

import com.google.re2j.Pattern;
import dev.espalier.bench.Bench;
import dev.espalier.bench.Moment;
import dev.espalier.broker.MqttProbe;
import dev.espalier.console.Console;
import dev.espalier.console.ExpectationFailed;
import dev.espalier.profile.Profile;
import dev.espalier.time.Deadline;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * The broker goes and comes back; then the config page is fetched where the mode serves one, else a request is
 * asked over MQTT. A run begins with the broker away, so that the board has no connection.
 */
final class ReconnectPlay extends Play {

    private static final String PLAIN = "mqtt-plain";
    private static final String TLS = "mqtt-tls";
    private static final String SENSORS = "sensors";
    private static final Duration REPLY_TIME = Duration.ofSeconds(15);
    /** Where the profile does not say how a failed attempt is told. */
    private static final Duration AWAY = Duration.ofSeconds(20);

    private Moment away;

    ReconnectPlay(Bench bench, boolean rewinds) {
        super(bench, rewinds);
    }

    @Override
    void ready(Optional<Path> transcript, boolean again) {
        if (away != null) {
            bench().rewind(away, transcript);
            return;
        }
        Profile.Mqtt mqtt = mqtt();
        String mode = mode();
        requireMode(mode);
        String port = bench().brokerPort(mode.equals(TLS));
        bench().broker().stop();
        if (!again) {
            board().provision(settings -> {
                settings.mode(mode);
                if (profile().hasCell("mqttPort")) {
                    settings.set("mqttPort", port);
                }
            });
        }
        board().reset();
        awaitCalmIn(mode);
        Console console = board().console();
        if (mqtt.failed().isPresent()) {
            console.expect(mqtt.failed().get(), console.within(profile().network().reconnectWithin()));
        } else {
            console.stayCalm(console.passing(AWAY));
        }
        if (rewinds()) {
            away = bench().moment();
            bench().rewind(away, transcript);
        }
    }

    @Override
    Seen act(Scenario scenario) {
        try {
            bench().broker().start();
            awaitConnected();
            for (int i = 0; i < scenario.value(Parameter.CYCLES); i++) {
                bench().broker().restart();
                awaitConnected();
                pauseBetweenSteps(scenario);
            }
        } catch (ExpectationFailed e) {
            return new Seen("it did not come back: " + e.getMessage(), false);
        }
        takeHeap(scenario);
        return mode().equals(PLAIN) ? fetch(board().configPage(), scenario) : ask();
    }

    @Override
    void over() {
        bench().broker().stop();
    }

    private void awaitConnected() {
        Console console = board().console();
        mqtt().connected().ifPresent(line ->
            console.expect(Pattern.quote(line) + "$", console.within(profile().network().reconnectWithin())));
    }

    private Seen ask() {
        Map<String, String> topics = board().said();
        try (MqttProbe probe = MqttProbe.plain(bench().broker())) {
            String reply = filled(mqtt().reply(), topics);
            probe.subscribe(reply);
            probe.publish(filled(mqtt().request(), topics), mqtt().requests().get(SENSORS));
            Deadline deadline = board().console().within(REPLY_TIME);
            boolean answered = probe.awaitUntil(MqttProbe.on(reply), () -> {
                board().console().requireCalm();
                return deadline.expired();
            }).isPresent();
            return new Seen(answered ? "answered over MQTT" : "no reply over MQTT within " + deadline, answered);
        }
    }

    private Profile.Mqtt mqtt() {
        return profile().mqtt().orElseThrow(() -> cannot("MQTT", "mqtt"));
    }

    /** Where both a broker and a page are, if there is such a mode. */
    private String mode() {
        return profile().page().isPresent() && profile().modes().containsKey(PLAIN) ? PLAIN : TLS;
    }

    private static String filled(String template, Map<String, String> said) {
        String topic = template;
        for (Map.Entry<String, String> each : said.entrySet()) {
            topic = topic.replace("{" + each.getKey() + "}", each.getValue());
        }
        return topic;
    }
}
