package dev.espalier.emulator.net;

import dev.espalier.emulator.net.wire.Ipv4Address;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * A host of the virtual network: a name and an address that the guest sees, and the loopback sockets
 * that answer in its place. Any thread; every change holds from the next segment on.
 */
public final class VirtualHost {

    private enum Mood { REACHABLE, REFUSING, SILENT }

    private final String name;
    private final Ipv4Address address;
    private final Consumer<VirtualHost> cut;
    private final Map<Integer, InetSocketAddress> ports = new ConcurrentHashMap<>();
    private volatile InetSocketAddress otherPorts;
    private volatile Mood mood = Mood.REACHABLE;

    VirtualHost(String name, Ipv4Address address, Consumer<VirtualHost> cut) {
        this.name = name;
        this.address = address;
        this.cut = cut;
    }

    /** The name that the guest asks DNS for. */
    public String name() {
        return name;
    }

    /** The address that the guest sees. */
    public Ipv4Address address() {
        return address;
    }

    /**
     * Joins one TCP and UDP port to a loopback endpoint. Ports that are joined to nothing refuse.
     *
     * @throws IllegalArgumentException when {@code endpoint} is not on the loopback interface
     */
    public VirtualHost map(int port, InetSocketAddress endpoint) {
        ports.put(port, loopback(endpoint));
        return this;
    }

    /** Joins every port without a {@link #map} of its own to one loopback endpoint. */
    public VirtualHost mapAll(InetSocketAddress endpoint) {
        otherPorts = loopback(endpoint);
        return this;
    }

    /** New connections are refused; those that exist go on. */
    public void refuse() {
        mood = Mood.REFUSING;
    }

    /** The host falls silent: nothing reaches it, nothing comes from it, connections hang. */
    public void goSilent() {
        mood = Mood.SILENT;
    }

    /** Undoes {@link #refuse} and {@link #goSilent}. */
    public void restore() {
        mood = Mood.REACHABLE;
    }

    /** Resets every connection that exists, at both ends. */
    public void cutConnections() {
        cut.accept(this);
    }

    boolean silent() {
        return mood == Mood.SILENT;
    }

    Optional<InetSocketAddress> target(int port) {
        return mood == Mood.REACHABLE ? Optional.ofNullable(ports.getOrDefault(port, otherPorts)) : Optional.empty();
    }

    private static InetSocketAddress loopback(InetSocketAddress endpoint) {
        if (endpoint.isUnresolved() || !endpoint.getAddress().isLoopbackAddress()) {
            throw new IllegalArgumentException("wanted a loopback endpoint such as 127.0.0.1:1883, seen " + endpoint
                + "; the virtual network never leaves this machine");
        }
        return endpoint;
    }

    @Override
    public String toString() {
        return name + " (" + address + ")";
    }
}
