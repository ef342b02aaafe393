package dev.espalier.broker;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.espalier.EspalierException;
import java.time.Duration;

class MosquittoContainerBrokerTest extends MosquittoContract {

    @Override
    TlsBroker broker(TestPki pki) {
        BrokerSettings settings = BrokerSettings.current();
        try {
            assumeTrue(DockerEngine.find(System.getenv()).has(settings.image()),
                    "no image " + settings.image() + " on this machine; tests pull none");
        } catch (EspalierException e) {
            assumeTrue(false, e.getMessage());
        }
        return MosquittoContainerBroker.of(settings, pki, Duration.ZERO);
    }
}
