package dev.espalier;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EspalierExceptionTest {

    @Test
    void says_what_was_wanted_what_was_seen_and_what_to_try() {
        var broken = new EspalierException(
                "a free port 1883", "address already in use", "stop the other broker");

        assertThat(broken).hasMessage(
                "wanted: a free port 1883; seen: address already in use; try: stop the other broker");
        assertThat(broken.advice()).isEqualTo("stop the other broker");
    }
}
