package dev.espalier.broker;

import dev.espalier.EspalierException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** What all brokers share: two ports for life, a certificate, a user, a log. */
abstract class PortKeepingBroker implements TlsBroker {

    private final TestPki pki;
    private final BrokerLog log = new BrokerLog();
    private Endpoint plain;
    private Endpoint tls;
    private ServerCertificate certificate = ServerCertificate.GOOD;
    private Optional<Login> login = Optional.empty();
    private TlsVersion oldestTls = TlsVersion.V1_2;
    private boolean running;
    private boolean closed;

    PortKeepingBroker(TestPki pki) {
        this.pki = Objects.requireNonNull(pki, "pki");
    }

    /** Opens both ports with the present certificate and user; leaves nothing behind when it throws. */
    abstract void launch();

    /** Closes both ports; they are free on return. */
    abstract void halt();

    @Override
    public final synchronized void start() {
        if (closed) {
            throw new IllegalStateException(name() + " is closed");
        }
        if (running) {
            return;
        }
        if (plain == null) {
            plain = new Endpoint(LoopbackPorts.reserve(), false);
            tls = new Endpoint(LoopbackPorts.reserve(), true);
        }
        launch();
        running = true;
    }

    @Override
    public final synchronized void stop() {
        if (running) {
            running = false;
            halt();
        }
    }

    @Override
    public final synchronized void restart() {
        stop();
        start();
    }

    @Override
    public final synchronized boolean running() {
        return running;
    }

    @Override
    public final synchronized void useCertificate(ServerCertificate shown) {
        boolean changes = certificate != Objects.requireNonNull(shown, "certificate");
        certificate = shown;
        if (changes && running) {
            restart();
        }
    }

    @Override
    public final synchronized ServerCertificate certificate() {
        return certificate;
    }

    @Override
    public final synchronized void useLogin(Optional<Login> letIn) {
        boolean changes = !login.equals(letIn);
        login = letIn;
        if (changes && running) {
            restart();
        }
    }

    @Override
    public final synchronized Optional<Login> login() {
        return login;
    }

    @Override
    public final synchronized void useOldestTls(TlsVersion version) {
        boolean changes = oldestTls != Objects.requireNonNull(version, "version");
        oldestTls = version;
        if (changes && running) {
            restart();
        }
    }

    @Override
    public final synchronized TlsVersion oldestTls() {
        return oldestTls;
    }

    @Override
    public final synchronized Endpoint plain() {
        return started(plain);
    }

    @Override
    public final synchronized Endpoint tls() {
        return started(tls);
    }

    private Endpoint started(Endpoint endpoint) {
        if (endpoint == null) {
            throw new IllegalStateException(name() + " has no ports before its first start");
        }
        return endpoint;
    }

    @Override
    public final TestPki pki() {
        return pki;
    }

    @Override
    public final List<String> log() {
        return log.lines();
    }

    final BrokerLog ownLog() {
        return log;
    }

    /** The error of a broker that did not come up. */
    final EspalierException notUp(String seen, String advice, Throwable cause) {
        return new EspalierException(
                "%s listening on %s and %s".formatted(name(), plain, tls),
                seen + "; " + log.lastWords(),
                advice,
                cause);
    }

    @Override
    public final synchronized void close() {
        if (closed) {
            return;
        }
        stop();
        closed = true;
        if (plain != null) {
            LoopbackPorts.release(plain.port());
            LoopbackPorts.release(tls.port());
        }
    }

    @Override
    public final String toString() {
        return name() + (plain == null ? "" : " on " + plain + " and " + tls);
    }
}
