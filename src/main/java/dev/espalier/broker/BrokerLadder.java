package dev.espalier.broker;

import dev.espalier.EspalierException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Picks a broker and starts it: the one asked for, or the best at hand. {@code AUTO} climbs down from
 * Mosquitto in Docker over a local Mosquitto to the embedded broker, which always works.
 *
 * @param broker running
 * @param why which one it is, and why none of the better ones, for a person
 */
public record BrokerLadder(TlsBroker broker, String why) {

    private static final Duration PULL_BEFORE_CLIMBING_DOWN = Duration.ofSeconds(60);
    private static final Duration PULL_WHEN_ASKED_FOR = Duration.ofMinutes(10);

    /** The kinds of broker, best first after {@code AUTO}. */
    public enum Rung {
        /** The best that starts. */
        AUTO,
        /** Mosquitto in a container. */
        DOCKER,
        /** The local {@code mosquitto} program. */
        MOSQUITTO,
        /** Moquette in this JVM. */
        EMBEDDED
    }

    /**
     * Starts a broker.
     *
     * @throws EspalierException when the rung asked for cannot serve
     */
    public static BrokerLadder start(Rung rung, BrokerSettings settings, TestPki pki) {
        if (rung != Rung.AUTO) {
            TlsBroker broker = started(rung, settings, pki, PULL_WHEN_ASKED_FOR);
            return new BrokerLadder(broker, broker.name() + ", as asked for");
        }
        List<String> notTaken = new ArrayList<>();
        for (Rung better : List.of(Rung.DOCKER, Rung.MOSQUITTO)) {
            try {
                return chosen(started(better, settings, pki, PULL_BEFORE_CLIMBING_DOWN), notTaken);
            } catch (EspalierException e) {
                notTaken.add(better.name().toLowerCase(Locale.ROOT) + ": " + e.seen());
            }
        }
        return chosen(started(Rung.EMBEDDED, settings, pki, Duration.ZERO), notTaken);
    }

    private static BrokerLadder chosen(TlsBroker broker, List<String> notTaken) {
        return new BrokerLadder(broker, notTaken.isEmpty()
                ? broker.name()
                : "%s (not %s)".formatted(broker.name(), String.join("; not ", notTaken)));
    }

    private static TlsBroker started(Rung rung, BrokerSettings settings, TestPki pki, Duration pull) {
        TlsBroker broker = switch (rung) {
            case DOCKER -> MosquittoContainerBroker.of(settings, pki, pull);
            case MOSQUITTO -> new MosquittoProcessBroker(program(settings), pki);
            case AUTO, EMBEDDED -> new EmbeddedBroker(pki);
        };
        broker.useOldestTls(settings.oldestTls());
        try {
            broker.start();
            return broker;
        } catch (EspalierException e) {
            broker.close();
            throw e;
        }
    }

    private static Path program(BrokerSettings settings) {
        return MosquittoProcessBroker.program(settings).orElseThrow(() -> new EspalierException(
                "the program mosquitto",
                settings.mosquitto().map(named -> named + " is no program").orElse("no such program on PATH"),
                "install Mosquitto 2, name it with " + BrokerSettings.MOSQUITTO
                        + ", or take the embedded broker with --broker embedded"));
    }
}
