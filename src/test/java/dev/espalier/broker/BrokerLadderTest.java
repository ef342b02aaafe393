package dev.espalier.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.espalier.EspalierException;
import dev.espalier.broker.BrokerLadder.Rung;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BrokerLadderTest {

    private static final String ABSENT_IMAGE = "espalier/absent:none";

    @TempDir
    Path folder;

    private TestPki pki;

    @BeforeEach
    void makeCertificates() {
        pki = TestPki.in(folder);
    }

    @Test
    void climbs_down_to_the_embedded_broker_and_says_why() {
        BrokerSettings settings = settings(Optional.of(Path.of("/absent/mosquitto")));

        BrokerLadder ladder = BrokerLadder.start(Rung.AUTO, settings, pki);

        try (TlsBroker broker = ladder.broker()) {
            assertThat(broker).isInstanceOf(EmbeddedBroker.class);
            assertThat(broker.running()).isTrue();
            assertThat(ladder.why())
                    .startsWith("embedded broker (Moquette 0.17) (not docker: ")
                    .endsWith("; not mosquitto: /absent/mosquitto is no program)");
        }
    }

    @Test
    void takes_a_local_mosquitto_when_docker_cannot_serve() {
        Optional<Path> program = MosquittoProcessBroker.program(BrokerSettings.current());
        assumeTrue(program.isPresent(), "no mosquitto program on this machine");

        BrokerLadder ladder = BrokerLadder.start(Rung.AUTO, settings(program), pki);

        try (TlsBroker broker = ladder.broker()) {
            assertThat(broker).isInstanceOf(MosquittoProcessBroker.class);
            assertThat(ladder.why()).startsWith("mosquitto (" + program.get() + ") (not docker: ");
        }
    }

    @Test
    void takes_what_was_asked_for() {
        BrokerLadder ladder = BrokerLadder.start(Rung.EMBEDDED, settings(Optional.empty()), pki);

        try (TlsBroker broker = ladder.broker()) {
            assertThat(broker).isInstanceOf(EmbeddedBroker.class);
            assertThat(ladder.why()).isEqualTo("embedded broker (Moquette 0.17), as asked for");
        }
    }

    @Test
    void does_not_climb_down_from_what_was_asked_for() {
        assertThatThrownBy(() -> BrokerLadder.start(
                        Rung.MOSQUITTO, settings(Optional.of(Path.of("/absent/mosquitto"))), pki))
                .isInstanceOf(EspalierException.class)
                .hasMessage("wanted: the program mosquitto; seen: /absent/mosquitto is no program; try: install"
                        + " Mosquitto 2, name it with espalier.broker.mosquitto, or take the embedded broker with"
                        + " --broker embedded");
        assertThatThrownBy(() -> BrokerLadder.start(Rung.DOCKER, settings(Optional.empty()), pki))
                .isInstanceOf(EspalierException.class)
                .hasMessageMatching("(?s)wanted: (a Docker Engine|Docker image " + ABSENT_IMAGE + "); seen: .*");
    }

    private BrokerSettings settings(Optional<Path> mosquitto) {
        return new BrokerSettings(ABSENT_IMAGE, false, mosquitto, folder, TlsVersion.V1_2);
    }
}
