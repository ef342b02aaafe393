package dev.espalier.suite;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.re2j.Pattern;
import dev.espalier.bench.Bench;
import dev.espalier.board.Board;
import dev.espalier.broker.MqttMessage;
import dev.espalier.broker.MqttProbe;
import dev.espalier.console.Console;
import dev.espalier.console.Match;
import dev.espalier.profile.Profile;
import dev.espalier.time.Deadline;
import dev.espalier.transcript.TranscriptLine;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** A board in an MQTT mode and the test's own client at the same broker. */
final class MqttLink implements AutoCloseable {

    private static final Duration REPLY_TIME = Duration.ofSeconds(15);
    /** The request goes through the broker, and a board that has nothing to do lives through its time meanwhile. */
    private static final Duration REPLY_WALL_TIME = Duration.ofSeconds(10);

    private final Board board;
    private final Profile.Mqtt mqtt;
    private final MqttProbe probe;
    private final Map<String, String> topics;

    private MqttLink(Board board, Profile.Mqtt mqtt, MqttProbe probe, Map<String, String> topics) {
        this.board = board;
        this.mqtt = mqtt;
        this.probe = probe;
        this.topics = topics;
    }

    /** Boots into an MQTT mode, waits for the broker's welcome, and listens on the reply topic. */
    static MqttLink booted(Bench bench, String mode) {
        Profile.Mqtt mqtt = Start.requireMqtt(bench);
        Map<String, String> topics = Start.in(bench, mode);
        MqttProbe probe = MqttProbe.plain(bench.broker());
        MqttLink link = new MqttLink(bench.board(), mqtt, probe, topics);
        try {
            probe.subscribe(link.topic(mqtt.reply()));
            link.awaitConnected(bench.profile().mode(mode).within());
            return link;
        } catch (RuntimeException | Error e) {
            probe.close();
            throw e;
        }
    }

    /** Waits until the board says that the broker took it; nothing when the profile does not know that line. */
    Optional<Match> awaitConnected(Duration within) {
        return mqtt.connected().map(line ->
            board.console().expect(Pattern.quote(line) + "$", board.console().within(within)));
    }

    /**
     * Waits until the board is back at the broker and holds the promise against the board's own time
     * from now: a wait grants a fair time on the wall too, in which a board may live through minutes.
     *
     * @param since what happened just now, for the transcript
     */
    void requireBackWithin(Duration promised, String since) {
        Console console = board.console();
        console.remark(since);
        List<TranscriptLine> lines = console.lines();
        Duration from = lines.get(lines.size() - 1).at();
        awaitConnected(promised).ifPresent(back -> assertThat(back.line().at().minus(from))
            .as("board time from '%s' until '%s'", since, back.line().text())
            .isLessThanOrEqualTo(promised));
    }

    /** Sends a request by its name in the profile and gives the answer. */
    String ask(String request) {
        return ask(request, text -> true);
    }

    /** The same; answers that are not wanted are those to what was sent before. */
    String ask(String request, Predicate<String> wanted) {
        probe.skipReceived();
        send(request);
        Deadline deadline = Deadline.after(REPLY_TIME, board.clock(), REPLY_WALL_TIME);
        Predicate<MqttMessage> reply = MqttProbe.on(topic(mqtt.reply())).and(message -> wanted.test(message.text()));
        Optional<MqttMessage> seen = probe.awaitUntil(reply, () -> {
            board.console().requireCalm();
            return deadline.expired();
        });
        assertThat(seen)
            .as(() -> "reply to %s on topic %s within %s; %s".formatted(request, topic(mqtt.reply()), deadline,
                board.console().lastWords()))
            .isPresent();
        return seen.get().text();
    }

    /** Sends a request by its name and waits for nothing. */
    void send(String request) {
        sendText(mqtt.requests().get(request));
    }

    /** Sends any text where requests go. */
    void sendText(String text) {
        probe.publish(topic(mqtt.request()), text);
    }

    private String topic(String template) {
        String topic = template;
        for (Map.Entry<String, String> said : topics.entrySet()) {
            topic = topic.replace("{" + said.getKey() + "}", said.getValue());
        }
        return topic;
    }

    @Override
    public void close() {
        probe.close();
    }
}
