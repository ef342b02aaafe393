package dev.espalier.configpage;

/**
 * Where a board's web server is reached from this machine.
 *
 * @param host name or address
 * @param port TCP port, 1 to 65535
 */
public record HttpAddress(String host, int port) {

    @Override
    public String toString() {
        return host + ":" + port;
    }
}
