package dev.espalier.broker;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** One message as it arrived. */
public record MqttMessage(String topic, byte[] payload) {

    /** The payload as text; bytes that are not UTF-8 appear as U+FFFD. */
    public String text() {
        return new String(payload, StandardCharsets.UTF_8);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof MqttMessage message
                && topic.equals(message.topic)
                && Arrays.equals(payload, message.payload);
    }

    @Override
    public int hashCode() {
        return 31 * topic.hashCode() + Arrays.hashCode(payload);
    }

    @Override
    public String toString() {
        return topic + " \"" + text() + "\"";
    }
}
