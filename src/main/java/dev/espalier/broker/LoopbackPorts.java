package dev.espalier.broker;

import dev.espalier.EspalierException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Free TCP ports on 127.0.0.1 that may be left and taken again: below the range from which the usual
 * operating systems pick ports for outgoing connections, so that nobody slips in during a restart.
 */
final class LoopbackPorts {

    private static final int LOWEST = 20_000;
    private static final int HIGHEST = 32_000;
    private static final int TRIES = 200;
    private static final Set<Integer> TAKEN_HERE = new HashSet<>();

    private LoopbackPorts() {}

    static int reserve() {
        synchronized (TAKEN_HERE) {
            for (int i = 0; i < TRIES; i++) {
                int port = ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST);
                if (!TAKEN_HERE.contains(port) && isFree(port)) {
                    TAKEN_HERE.add(port);
                    return port;
                }
            }
        }
        throw new EspalierException(
                "a free TCP port from %d to %d on 127.0.0.1".formatted(LOWEST, HIGHEST),
                "%d of them in use".formatted(TRIES),
                "look for what listens there (ss -ltn)");
    }

    static void release(int port) {
        synchronized (TAKEN_HERE) {
            TAKEN_HERE.remove(port);
        }
    }

    /** Whether nobody listens on this port of 127.0.0.1 now. */
    static boolean isFree(int port) {
        try (ServerSocket probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
