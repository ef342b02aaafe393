package dev.espalier.broker;

import dev.espalier.EspalierException;
import java.util.List;
import java.util.Optional;

/**
 * An MQTT broker on this machine with a plain and a TLS endpoint on loopback. Its ports are chosen at
 * the first start and stay the same until it is closed, however often it is stopped and started, so
 * that clients can come back. TLS is 1.2 at least unless an older one is allowed; TCP_NODELAY is on, because without it each TLS
 * handshake carries a 40 ms artefact of delayed acknowledgements.
 *
 * <p>Nothing is kept over a restart: no sessions, no retained messages. Every operation returns when
 * the broker has reached the state asked for; all are safe from any thread.
 */
public interface TlsBroker extends AutoCloseable {

    /** What this broker is, for example {@code mosquitto 2.0.11 (/usr/sbin/mosquitto)}. */
    String name();

    /**
     * Opens both endpoints; nothing happens when they are open.
     *
     * @throws EspalierException with the broker's last words when it does not come up
     */
    void start();

    /** Closes both endpoints and drops every client without a word; the ports stay reserved for it. */
    void stop();

    /** Drops every client and comes back on the same ports. */
    default void restart() {
        stop();
        start();
    }

    /** Whether the endpoints are open. */
    boolean running();

    /** Shows another certificate from now on; a running broker restarts for it. */
    void useCertificate(ServerCertificate certificate);

    /** The certificate in force, {@link ServerCertificate#GOOD} at first. */
    ServerCertificate certificate();

    /** Lets only this user in, or anybody when empty as at first; a running broker restarts for it. */
    void useLogin(Optional<Login> login);

    /** The user let in, empty when anybody is. */
    Optional<Login> login();

    /**
     * Accepts TLS from this version on, {@link TlsVersion#V1_2} at first; a running broker restarts for it.
     *
     * @throws EspalierException when a running broker cannot speak it; one that does not run says so at its start
     */
    void useOldestTls(TlsVersion version);

    /** The oldest version of TLS that is accepted. */
    TlsVersion oldestTls();

    /** Plain MQTT; known after the first start. */
    Endpoint plain();

    /** MQTT over TLS; known after the first start. */
    Endpoint tls();

    /** The certificates this broker shows and those who should trust them. */
    TestPki pki();

    /** The name that the board should use for the broker and that a good certificate proves. */
    default String hostName() {
        return TestPki.HOST;
    }

    /** The broker's own log since its making, oldest first, cut to its latest lines. */
    List<String> log();

    /** Stops for good and leaves nothing behind. */
    @Override
    void close();
}
