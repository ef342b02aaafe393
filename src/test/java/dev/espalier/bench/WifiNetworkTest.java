package dev.espalier.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.EspalierException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WifiNetworkTest {

    @ParameterizedTest
    @CsvSource({"home:a password, home, a password", "open one, open one, ''", "home:pass:word, home, pass:word"})
    void the_name_ends_at_the_first_colon(String text, String ssid, String password) {
        assertThat(WifiNetwork.parse(text)).isEqualTo(new WifiNetwork(ssid, password));
    }

    @Test
    void a_name_or_password_that_Wi_Fi_does_not_allow_is_refused_without_telling_it() {
        assertThatThrownBy(() -> WifiNetwork.parse("x".repeat(33) + ":long enough")).isInstanceOf(EspalierException.class)
            .hasMessageContaining("it has 33");
        assertThatThrownBy(() -> WifiNetwork.parse("home:" + "y".repeat(64))).isInstanceOf(EspalierException.class)
            .hasMessageContaining("it has 64").hasMessageNotContaining("yyy");
    }
}
