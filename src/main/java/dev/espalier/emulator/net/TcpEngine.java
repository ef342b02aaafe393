package dev.espalier.emulator.net;

import static dev.espalier.emulator.net.wire.TcpSegment.ACK;
import static dev.espalier.emulator.net.wire.TcpSegment.RST;
import static dev.espalier.emulator.net.wire.TcpSegment.SYN;

import dev.espalier.emulator.net.wire.Ipv4Address;
import dev.espalier.emulator.net.wire.Ipv4Packet;
import dev.espalier.emulator.net.wire.TcpSegment;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** TCP at one interface: finds or makes the connection of a segment. Guest thread only, except {@link #list}. */
final class TcpEngine {

    private static final int FIRST_EPHEMERAL_PORT = 49_152;
    private static final int EPHEMERAL_PORTS = 16_384;
    /** Connections at most; a guest has memory for a handful. */
    private static final int MAX_CONNECTIONS = 256;
    /** Initial sequence numbers advance by this much per connection. */
    private static final int SEQUENCE_STEP = 64_021;

    private final IpLayer ip;
    private final Timers timers;
    private final Peers peers;
    private final Supplier<HostStream> streams;
    private final Targets targets;
    private final Map<Key, TcpConnection> connections = new ConcurrentHashMap<>();
    private int ephemeral;
    private int sequence = 0x4553_5031;

    /**
     * @param streams makes unconnected sockets
     * @param targets who the guest may connect to
     */
    TcpEngine(IpLayer ip, Timers timers, Peers peers, Supplier<HostStream> streams, Targets targets) {
        this.ip = ip;
        this.timers = timers;
        this.peers = peers;
        this.streams = streams;
        this.targets = targets;
        ip.handle(Ipv4Packet.TCP, this::receive);
    }

    /** One connection: addresses and ports of this side and of the guest. */
    record Key(Ipv4Address local, int localPort, Ipv4Address guest, int guestPort) {
    }

    /** Where connections of the guest go. */
    @FunctionalInterface
    interface Targets {
        /** The endpoint for an address and port of this side; empty refuses. */
        Optional<InetSocketAddress> target(Ipv4Address address, int port);
    }

    Timers timers() {
        return timers;
    }

    Peers peers() {
        return peers;
    }

    /** Joins an accepted socket to a new connection from {@code local} to the guest. */
    void open(HostStream accepted, Ipv4Address local, Ipv4Address guest, int guestPort) {
        Key key = freshKey(local, guest, guestPort);
        TcpConnection connection =
            new TcpConnection(this, key, accepted, TcpConnection.State.SYN_SENT, nextSequence());
        add(connection);
        connection.openToGuest();
    }

    /** Ends every connection of {@code local} that {@code which} chooses, with resets to both ends. */
    void abort(Predicate<Key> which) {
        for (TcpConnection connection : List.copyOf(connections.values())) {
            if (which.test(connection.key())) {
                connection.abort();
            }
        }
    }

    /** The guest forgot every connection. */
    void guestWasReset() {
        List.copyOf(connections.values()).forEach(TcpConnection::orphan);
    }

    /** All connections, in no order; any thread. */
    List<TcpConnection> list() {
        return List.copyOf(connections.values());
    }

    void forget(TcpConnection connection) {
        connections.remove(connection.key(), connection);
        peers.closed(connection);
    }

    void send(Key key, TcpSegment segment) {
        ip.send(key.local(), key.guest(), Ipv4Packet.TCP, segment.toBytes(key.local(), key.guest()));
    }

    /** Answers a segment that belongs to no connection. */
    void reset(Key key, TcpSegment segment) {
        TcpSegment reply = segment.has(ACK)
            ? new TcpSegment(key.localPort(), key.guestPort(), segment.acknowledgement(), 0, RST, 0, 0, new byte[0])
            : new TcpSegment(key.localPort(), key.guestPort(), 0, segment.sequence() + segment.span(), RST | ACK,
                0, 0, new byte[0]);
        send(key, reply);
    }

    private void receive(Ipv4Packet packet) {
        TcpSegment.parse(packet).ifPresent(segment -> {
            Key key = new Key(packet.destination(), segment.destinationPort(), packet.source(), segment.sourcePort());
            TcpConnection connection = connections.get(key);
            boolean opens = segment.has(SYN) && !segment.has(ACK) && !segment.has(RST);
            if (connection != null && opens && connection.startsAnew(segment)) {
                connection.abandon();
                connection = null;
            }
            if (connection != null) {
                connection.receive(segment);
            } else if (opens) {
                accept(key, segment);
            } else if (!segment.has(RST)) {
                reset(key, segment);
            }
        });
    }

    private void accept(Key key, TcpSegment syn) {
        Optional<InetSocketAddress> target = connections.size() < MAX_CONNECTIONS
            ? targets.target(key.local(), key.localPort()) : Optional.empty();
        if (target.isEmpty()) {
            reset(key, syn);
            return;
        }
        HostStream stream = streams.get();
        TcpConnection connection =
            new TcpConnection(this, key, stream, TcpConnection.State.CONNECTING, nextSequence());
        add(connection);
        connection.openFromGuest(syn);
        stream.connect(target.get());
    }

    private void add(TcpConnection connection) {
        connections.put(connection.key(), connection);
        peers.opened(connection);
    }

    private int nextSequence() {
        sequence += SEQUENCE_STEP;
        return sequence;
    }

    /** The next port of this side that no connection with the guest's port uses; there are more ports than connections. */
    private Key freshKey(Ipv4Address local, Ipv4Address guest, int guestPort) {
        Key key;
        do {
            ephemeral = (ephemeral + 1) % EPHEMERAL_PORTS;
            key = new Key(local, FIRST_EPHEMERAL_PORT + ephemeral, guest, guestPort);
        } while (connections.containsKey(key));
        return key;
    }
}
