package dev.espalier.broker;

class EmbeddedBrokerTest extends TlsBrokerContract {

    @Override
    TlsBroker broker(TestPki pki) {
        return new EmbeddedBroker(pki);
    }
}
