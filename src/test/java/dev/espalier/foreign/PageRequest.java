package dev.espalier.foreign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.espalier.console.Console;
import dev.espalier.foreign.ImageSheet.Step;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.regex.Pattern;

/** A request to the sketch's web server, tried again as long as nobody answers at all. */
record PageRequest(Step step, InetSocketAddress server) {

    private static final int ANSWER_MILLIS = 20_000;
    private static final Duration LONGEST = Duration.ofMinutes(2);
    private static final Duration POLL = Duration.ofMillis(50);

    private record Answer(int status, String body) {
    }

    /** Asserts on the answer; a board that crashes meanwhile ends it. */
    void answeredWhile(Console console) {
        Answer[] answer = new Answer[1];
        await().atMost(LONGEST).pollInterval(POLL).pollDelay(Duration.ZERO).until(() -> {
            console.requireCalm();
            answer[0] = ask();
            return answer[0] != null;
        });
        assertThat(answer[0].status).as("status of %s, body %s", step, answer[0].body).isEqualTo(step.number("status", 200));
        assertThat(Pattern.compile(step.text("text", ""), Pattern.DOTALL).matcher(answer[0].body).find())
            .as("%s in the answer %s", step, answer[0].body).isTrue();
        assertThat(answer[0].body.length()).as("length of the answer to %s", step).isGreaterThanOrEqualTo(step.number("atLeast", 0));
    }

    private Answer ask() {
        try {
            URI address = URI.create("http://127.0.0.1:" + server.getPort() + step.about());
            HttpURLConnection connection = (HttpURLConnection) address.toURL().openConnection();
            connection.setConnectTimeout(ANSWER_MILLIS);
            connection.setReadTimeout(ANSWER_MILLIS);
            String form = step.text("post", "");
            if (!form.isEmpty()) {
                connection.setDoOutput(true);
                connection.getOutputStream().write(form.getBytes(StandardCharsets.UTF_8));
            }
            int status = connection.getResponseCode();
            try (InputStream body = status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
                return new Answer(status, body == null ? "" : new String(body.readAllBytes(), StandardCharsets.UTF_8));
            }
        } catch (IOException nobodyYet) {
            return null;
        }
    }
}
