package dev.espalier.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class BrokerSettingsTest {

    @Test
    void have_defaults() {
        BrokerSettings settings = BrokerSettings.from(new Properties(), Map.of());

        assertThat(settings.image()).matches("eclipse-mosquitto:2\\.0\\.\\d+");
        assertThat(settings.mayPull()).isTrue();
        assertThat(settings.mosquitto()).isEmpty();
        assertThat(settings.pkiFolder()).isEqualTo(Path.of("broker-certs"));
    }

    @Test
    void come_from_the_environment_and_a_property_wins() {
        Properties properties = new Properties();
        properties.setProperty("espalier.broker.image", "espalier/mosquitto:local");
        Map<String, String> environment = Map.of(
                "ESPALIER_BROKER_IMAGE", "another:1",
                "ESPALIER_BROKER_PULL", "False",
                "ESPALIER_BROKER_MOSQUITTO", "/opt/mosquitto",
                "ESPALIER_PKI_FOLDER", " ");

        BrokerSettings settings = BrokerSettings.from(properties, environment);

        assertThat(settings.image()).isEqualTo("espalier/mosquitto:local");
        assertThat(settings.mayPull()).isFalse();
        assertThat(settings.mosquitto()).contains(Path.of("/opt/mosquitto"));
        assertThat(settings.pkiFolder()).as("blank is not set").isEqualTo(Path.of("broker-certs"));
    }
}
