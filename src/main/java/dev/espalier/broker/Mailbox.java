package dev.espalier.broker;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/** Messages in their order of arrival; each is taken at most once, all are remembered. */
final class Mailbox {

    private static final Duration LOOK_EVERY = Duration.ofMillis(50);

    private final List<MqttMessage> all = new ArrayList<>();
    private final List<MqttMessage> untaken = new ArrayList<>();

    synchronized void arrived(MqttMessage message) {
        all.add(message);
        untaken.add(message);
        notifyAll();
    }

    synchronized List<MqttMessage> all() {
        return List.copyOf(all);
    }

    synchronized void skipAll() {
        untaken.clear();
    }

    /** Takes the first untaken message that is wanted; those before it stay. */
    synchronized Optional<MqttMessage> take(Predicate<MqttMessage> wanted) {
        for (int i = 0; i < untaken.size(); i++) {
            if (wanted.test(untaken.get(i))) {
                return Optional.of(untaken.remove(i));
            }
        }
        return Optional.empty();
    }

    /** Waits for a wanted message until {@code over} holds, which is asked at least every 50 ms. */
    Optional<MqttMessage> await(Predicate<MqttMessage> wanted, BooleanSupplier over) {
        while (true) {
            Optional<MqttMessage> message = take(wanted);
            if (message.isPresent() || over.getAsBoolean()) {
                return message;
            }
            if (!waitForArrival(wanted)) {
                return Optional.empty();
            }
        }
    }

    private synchronized boolean waitForArrival(Predicate<MqttMessage> wanted) {
        if (untaken.stream().anyMatch(wanted)) {
            return true;
        }
        try {
            wait(LOOK_EVERY.toMillis());
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
