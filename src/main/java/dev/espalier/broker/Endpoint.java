package dev.espalier.broker;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/**
 * Where a broker listens on this machine.
 *
 * @param port TCP port on 127.0.0.1
 * @param tls whether it speaks TLS there
 */
public record Endpoint(int port, boolean tls) {

    private static final byte[] LOOPBACK = {127, 0, 0, 1};

    /** The address to connect to, under the name that a good certificate proves: no name is looked up. */
    public InetSocketAddress address() {
        try {
            return new InetSocketAddress(InetAddress.getByAddress(TestPki.HOST, LOOPBACK), port);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("four octets are an address", e);
        }
    }

    @Override
    public String toString() {
        return (tls ? "mqtts" : "mqtt") + "://127.0.0.1:" + port;
    }
}
