package dev.espalier.broker;

import java.util.List;
import java.util.Optional;

/** A running broker as seen by a client who comes with another login than the broker wants. */
record AsAnotherUser(TlsBroker broker, Optional<Login> login) implements TlsBroker {

    @Override
    public String name() {
        return broker.name();
    }

    @Override
    public void start() {
        broker.start();
    }

    @Override
    public void stop() {
        broker.stop();
    }

    @Override
    public boolean running() {
        return broker.running();
    }

    @Override
    public void useCertificate(ServerCertificate certificate) {
        broker.useCertificate(certificate);
    }

    @Override
    public ServerCertificate certificate() {
        return broker.certificate();
    }

    @Override
    public void useLogin(Optional<Login> letIn) {
        broker.useLogin(letIn);
    }

    @Override
    public void useOldestTls(TlsVersion version) {
        broker.useOldestTls(version);
    }

    @Override
    public TlsVersion oldestTls() {
        return broker.oldestTls();
    }

    @Override
    public Endpoint plain() {
        return broker.plain();
    }

    @Override
    public Endpoint tls() {
        return broker.tls();
    }

    @Override
    public TestPki pki() {
        return broker.pki();
    }

    @Override
    public List<String> log() {
        return broker.log();
    }

    @Override
    public void close() {
        broker.close();
    }
}
