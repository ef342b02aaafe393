package dev.espalier.suite;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.espalier.bench.Bench;
import dev.espalier.profile.Profile;
import java.util.function.Predicate;

/** Holds an answer against what the profile promises for its request. */
final class Replies {

    private static final ObjectMapper JSON = new ObjectMapper();

    private Replies() {
    }

    static void requirePromised(Bench bench, String request, String answer) {
        Profile.Reply promised = bench.profile().replies().get(request);
        if (promised == null) {
            assertThat(answer).as("answer to " + request).isNotBlank();
            return;
        }
        promised.text().ifPresent(text -> assertThat(answer).as("answer to " + request).contains(text));
        if (!promised.jsonKeys().isEmpty()) {
            JsonNode node = parsed(request, answer);
            assertThat(promised.jsonKeys()).as("keys in the answer to %s: %s", request, answer).allMatch(node::has);
        }
    }

    /** Tells an answer that keeps the promise from others. */
    static Predicate<String> promised(Bench bench, String request) {
        return answer -> {
            try {
                requirePromised(bench, request, answer);
                return true;
            } catch (AssertionError e) {
                return false;
            }
        };
    }

    private static JsonNode parsed(String request, String answer) {
        try {
            return JSON.readTree(answer);
        } catch (JsonProcessingException e) {
            throw new AssertionError("answer to %s: wanted JSON; seen %s".formatted(request, answer), e);
        }
    }
}
