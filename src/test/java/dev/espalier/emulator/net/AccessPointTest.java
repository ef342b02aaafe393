package dev.espalier.emulator.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class AccessPointTest {

    @Test
    void impossible_access_points_are_refused_with_their_numbers() {
        assertThatThrownBy(() -> AccessPoint.of("", "12345678")).hasMessage("an SSID has 1 to 32 bytes, \"\" has 0");
        assertThatThrownBy(() -> AccessPoint.of("a".repeat(33), "")).hasMessageContaining("has 33");
        assertThatThrownBy(() -> AccessPoint.of("a", "short"))
            .hasMessage("a password has 8 to 64 characters or none, this one has 5");
        assertThatThrownBy(() -> AccessPoint.DEFAULT.withChannel(0)).hasMessage("a channel is 1 to 14, not 0");
        assertThatThrownBy(() -> AccessPoint.DEFAULT.withRssi(1)).hasMessage("an RSSI is -100 to -1 dBm, not 1");
    }

    @Test
    void every_name_has_a_radio_of_its_own_and_keeps_it() {
        assertThat(AccessPoint.of("one", "").bssid()).isEqualTo(AccessPoint.of("one", "password").bssid())
            .isNotEqualTo(AccessPoint.of("two", "").bssid());
        assertThat(AccessPoint.DEFAULT.bssid()).hasToString("02:45:53:50:00:01");
    }

    @Test
    void an_unknown_access_point_cannot_be_lost() {
        try (VirtualNetwork network = VirtualNetwork.standard()) {
            assertThatThrownBy(() -> network.loseAccessPoint("esplier"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("wanted one of the access points [espalier], seen \"esplier\"; add it with accessPoint(...) first");
        }
    }
}
