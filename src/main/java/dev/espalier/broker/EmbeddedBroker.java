package dev.espalier.broker;

import dev.espalier.EspalierException;
import io.moquette.BrokerConstants;
import io.moquette.broker.Server;
import io.moquette.broker.config.IConfig;
import io.moquette.broker.config.MemoryConfig;
import io.moquette.broker.security.IAuthenticator;
import io.moquette.broker.security.PermitAllAuthorizatorPolicy;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Properties;

/**
 * A broker inside this JVM (Moquette on Netty and the JDK's TLS): needs nothing installed. Its server
 * side of TLS honours max_fragment_length (RFC 6066), which boards ask for to save memory.
 */
public final class EmbeddedBroker extends PortKeepingBroker {

    private static final Duration STOPS_WITHIN = Duration.ofSeconds(10);

    private Server server;

    /** A broker that shows the certificates of {@code pki}. */
    public EmbeddedBroker(TestPki pki) {
        super(pki);
    }

    @Override
    public String name() {
        return "embedded broker (Moquette " + Server.MOQUETTE_VERSION + ")";
    }

    @Override
    void launch() {
        if (oldestTls() != TlsVersion.V1_2) {
            throw notUp("this JVM's TLS refuses versions before 1.2, and TLS %s was asked for".formatted(oldestTls().text()),
                    "a broker that can: --broker mosquitto or --broker docker", null);
        }
        Server fresh = new Server();
        try {
            var tls = new LoggedTls(pki().serverKey(), pki().certificate(certificate()), ownLog());
            fresh.startServer(
                    config(),
                    List.of(new LoggedClients(ownLog())),
                    () -> tls,
                    authenticator(login()),
                    new PermitAllAuthorizatorPolicy());
        } catch (IOException | RuntimeException e) {
            fresh.stopServer();
            throw notUp(e.toString(), "look for what listens on these ports (ss -ltn)", e);
        }
        server = fresh;
        ownLog().add("listening on " + plain() + " and " + tls());
    }

    private IConfig config() {
        IConfig config = new MemoryConfig(new Properties());
        config.setProperty(BrokerConstants.HOST_PROPERTY_NAME, "127.0.0.1");
        config.setProperty(BrokerConstants.PORT_PROPERTY_NAME, Integer.toString(plain().port()));
        config.setProperty(BrokerConstants.SSL_PORT_PROPERTY_NAME, Integer.toString(tls().port()));
        config.setProperty(BrokerConstants.WEB_SOCKET_PORT_PROPERTY_NAME, BrokerConstants.DISABLED_PORT_BIND);
        config.setProperty(BrokerConstants.WSS_PORT_PROPERTY_NAME, BrokerConstants.DISABLED_PORT_BIND);
        config.setProperty(BrokerConstants.ALLOW_ANONYMOUS_PROPERTY_NAME, Boolean.toString(login().isEmpty()));
        config.setProperty(BrokerConstants.PERSISTENCE_ENABLED_PROPERTY_NAME, "false");
        config.setProperty(BrokerConstants.ENABLE_TELEMETRY_NAME, "false");
        config.setProperty(BrokerConstants.NETTY_TCP_NODELAY_PROPERTY_NAME, "true");
        config.setProperty(BrokerConstants.IMMEDIATE_BUFFER_FLUSH_PROPERTY_NAME, "true");
        return config;
    }

    private static IAuthenticator authenticator(Optional<Login> login) {
        return (clientId, user, password) -> login
                .map(known -> known.user().equals(user)
                        && password != null
                        && Arrays.equals(known.password().getBytes(StandardCharsets.UTF_8), password))
                .orElse(true);
    }

    @Override
    void halt() {
        Thread ending = new Thread(server::stopServer, "embedded-broker-stop");
        ending.setDaemon(true);
        ending.start();
        server = null;
        // Netty drops every connection at once and then idles for two seconds in case of stragglers:
        // what counts here is that the ports are free.
        if (!ownLog().await(this::portsAreFree, STOPS_WITHIN)) {
            throw new EspalierException(
                    name() + " stopped",
                    "%s or %s still open after %d s".formatted(plain(), tls(), STOPS_WITHIN.toSeconds()),
                    "run again; take another broker with --broker mosquitto");
        }
        ownLog().add("stopped");
    }

    private boolean portsAreFree() {
        return LoopbackPorts.isFree(plain().port()) && LoopbackPorts.isFree(tls().port());
    }
}
