package dev.espalier.broker;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.MqttClientSslConfig;
import com.hivemq.client.mqtt.MqttClientState;
import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt3.Mqtt3AsyncClient;
import com.hivemq.client.mqtt.mqtt3.Mqtt3ClientBuilder;
import dev.espalier.EspalierException;
import dev.espalier.time.Deadline;
import dev.espalier.time.TimeSource;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Predicate;
import javax.net.ssl.TrustManagerFactory;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/**
 * The test's own MQTT client at a broker: sees what the board publishes and speaks to it. It comes
 * back by itself when the broker was away, with its subscriptions, and keeps what it has received.
 */
public final class MqttProbe implements AutoCloseable {

    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(10);
    private static final Duration POLL = Duration.ofMillis(5);
    private static final Duration LEAVES_WITHIN = Duration.ofSeconds(2);

    private final TlsBroker broker;
    private final Mqtt3AsyncClient client;
    private final Mailbox mailbox = new Mailbox();
    private final Set<String> filters = new ConcurrentSkipListSet<>();
    private volatile boolean closed;
    /** Connected, and every filter subscribed again: what is published now is also heard. */
    private volatile boolean ready;

    private MqttProbe(TlsBroker broker, Endpoint endpoint) {
        this.broker = broker;
        Mqtt3ClientBuilder builder = MqttClient.builder()
                .useMqttVersion3()
                .identifier("espalier-probe-" + UUID.randomUUID().toString().substring(0, 8))
                .serverAddress(endpoint.address())
                .addDisconnectedListener(context -> {
                    ready = false;
                    // A client that was refused before it ever got in should hear of it, not try again.
                    if (!closed && context.getClientConfig().getState() != MqttClientState.CONNECTING) {
                        context.getReconnector().reconnect(true).delay(100, TimeUnit.MILLISECONDS);
                    }
                })
                .addConnectedListener(context -> {
                    if (closed) {
                        leave();
                    } else {
                        CompletableFuture.allOf(filters.stream().map(this::request).toArray(CompletableFuture[]::new))
                                .thenRun(() -> ready = true);
                    }
                });
        if (endpoint.tls()) {
            builder = builder.sslConfig(trusting(broker.pki()));
        }
        client = broker.login()
                .map(builderWithLogin(builder))
                .orElse(builder)
                .buildAsync();
        client.publishes(MqttGlobalPublishFilter.ALL, message ->
                mailbox.arrived(new MqttMessage(message.getTopic().toString(), message.getPayloadAsBytes())));
    }

    private static Function<Login, Mqtt3ClientBuilder> builderWithLogin(
            Mqtt3ClientBuilder builder) {
        return login -> builder.simpleAuth()
                .username(login.user())
                .password(login.password().getBytes(StandardCharsets.UTF_8))
                .applySimpleAuth();
    }

    private static MqttClientSslConfig trusting(TestPki pki) {
        try {
            TrustManagerFactory trust =
                    TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(pki.trustStore());
            return MqttClientSslConfig.builder().trustManagerFactory(trust).build();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK can trust a CA", e);
        }
    }

    /**
     * Connects without TLS.
     *
     * @throws EspalierException when the broker does not let the client in
     */
    public static MqttProbe plain(TlsBroker broker) {
        return connected(broker, broker.plain());
    }

    /**
     * Connects with TLS, trusting the test CA only and checking the broker's name.
     *
     * @throws EspalierException when the broker does not let the client in, or its certificate is bad
     */
    public static MqttProbe tls(TlsBroker broker) {
        return connected(broker, broker.tls());
    }

    private static MqttProbe connected(TlsBroker broker, Endpoint endpoint) {
        MqttProbe probe = new MqttProbe(broker, endpoint);
        probe.answer(probe.client.connect(), "connecting to " + endpoint + " of " + broker.name());
        return probe;
    }

    /** Receives from now on what is published to topics that match {@code filter}. */
    public void subscribe(String filter) {
        awaitReady("subscribing to " + filter);
        filters.add(filter);
        answer(request(filter), "subscribing to " + filter);
    }

    private CompletableFuture<?> request(String filter) {
        return client.subscribeWith().topicFilter(filter).qos(MqttQos.AT_MOST_ONCE).send();
    }

    /** Publishes text with quality of service 1: on return the broker has it. */
    public void publish(String topic, String text) {
        publish(topic, text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Publishes bytes with quality of service 1: on return the broker has them. A broker that goes away
     * meanwhile may get them twice, as that quality of service allows.
     */
    public void publish(String topic, byte[] payload) {
        String wanted = "publishing to " + topic;
        awaitReady(wanted);
        try {
            answer(send(topic, payload), wanted);
        } catch (EspalierException e) {
            if (ready) {
                throw e;
            }
            awaitReady(wanted);
            answer(send(topic, payload), wanted);
        }
    }

    private CompletableFuture<?> send(String topic, byte[] payload) {
        return client.publishWith().topic(topic).qos(MqttQos.AT_LEAST_ONCE).payload(payload).send();
    }

    /** Everything received, in order of arrival, taken or not. */
    public List<MqttMessage> received() {
        return mailbox.all();
    }

    /** Lets what has arrived so far be history: later takes and waits see only what comes after. */
    public void skipReceived() {
        mailbox.skipAll();
    }

    /** Takes the first message not yet taken that is wanted; those before it stay. */
    public Optional<MqttMessage> take(Predicate<MqttMessage> wanted) {
        return mailbox.take(wanted);
    }

    /** Waits at most {@code timeout} of wall time for a wanted message and takes it. */
    public Optional<MqttMessage> await(Predicate<MqttMessage> wanted, Duration timeout) {
        return awaitUntil(wanted, Deadline.after(timeout, TimeSource.wall(), Duration.ZERO)::expired);
    }

    /**
     * Waits for a wanted message until {@code over} holds and takes it. The condition is asked at least
     * every 50 ms; it may look at the board's clock and may throw to end the wait at once.
     */
    public Optional<MqttMessage> awaitUntil(Predicate<MqttMessage> wanted, BooleanSupplier over) {
        return mailbox.await(wanted, over);
    }

    /** A message on this topic, whatever it says. */
    public static Predicate<MqttMessage> on(String topic) {
        return message -> message.topic().equals(topic);
    }

    /** Whether the broker is reached now. */
    public boolean connected() {
        return client.getState() == MqttClientState.CONNECTED;
    }

    /** The broker may have been restarted a moment ago; the client comes back by itself. */
    private void awaitReady(String wanted) {
        try {
            Awaitility.await().pollInterval(POLL).atMost(ANSWER_WITHIN).until(() -> ready);
        } catch (ConditionTimeoutException e) {
            throw failed(wanted, "not connected to the broker for %d s".formatted(ANSWER_WITHIN.toSeconds()), e);
        }
    }

    private void answer(CompletableFuture<?> answer, String wanted) {
        try {
            answer.get(ANSWER_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw failed(wanted, reason(e.getCause()), e.getCause());
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw failed(wanted, "no answer within %d s".formatted(ANSWER_WITHIN.toSeconds()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failed(wanted, "interrupted", e);
        }
    }

    private EspalierException failed(String wanted, String seen, Throwable cause) {
        List<String> log = broker.log();
        List<String> lastWords = log.subList(Math.max(0, log.size() - 3), log.size());
        return new EspalierException(
                wanted,
                seen,
                "look at the broker's last words: " + String.join(" | ", lastWords),
                cause);
    }

    private static String reason(Throwable error) {
        StringBuilder chain = new StringBuilder(error.toString());
        for (Throwable cause = error.getCause(); cause != null; cause = cause.getCause()) {
            chain.append(" <- ").append(cause);
        }
        return chain.toString();
    }

    private CompletableFuture<Void> leave() {
        return client.disconnect();
    }

    @Override
    public void close() {
        closed = true;
        try {
            leave().get(LEAVES_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            // The broker went first; an attempt to come back that is under way will be the last.
            filters.clear();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
