package dev.espalier.emulator.net;

import dev.espalier.emulator.net.wire.Ipv4Address;
import dev.espalier.emulator.net.wire.UdpDatagram;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * A loopback UDP port that leads to a UDP port of the guest, or to a multicast group in its network. The
 * guest sees datagrams of a host of the virtual network; its own go to whoever sent last.
 */
public final class UdpForward implements AutoCloseable, HostSockets.Owner {

    private static final System.Logger LOG = System.getLogger(UdpForward.class.getName());

    private final Route route;
    private final HostSockets sockets;
    private final Peers peers;
    private final List<UdpForward> registry;
    private final BiConsumer<Route, byte[]> toGuest;
    private final DatagramChannel channel;
    private final InetSocketAddress address;
    private volatile SocketAddress lastSender;

    UdpForward(Route route, VirtualNetwork.Setting setting, BiConsumer<Route, byte[]> toGuest) {
        this.route = route;
        this.sockets = setting.sockets();
        this.peers = setting.peers();
        this.registry = setting.udpForwards();
        this.toGuest = toGuest;
        try {
            channel = DatagramChannel.open();
            channel.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            channel.configureBlocking(false);
            address = (InetSocketAddress) channel.getLocalAddress();
        } catch (IOException e) {
            throw new UncheckedIOException("wanted a loopback port that leads to UDP port " + route.guestPort() + " of the board", e);
        }
    }

    /**
     * What the guest sees of it.
     *
     * @param group where datagrams go, to {@code guestPort}; to the guest itself without one
     */
    record Route(VirtualHost host, int hostPort, Optional<Ipv4Address> group, int guestPort) {

        /** Whether a datagram of the guest to this address and port comes out here. */
        boolean takes(Ipv4Address to, int port) {
            boolean forHost = port == hostPort && to.equals(host.address());
            boolean forGroup = port == guestPort && !host.silent()
                && group.filter(each -> each.equals(to) || each.isBroadcast() && to.isBroadcast()).isPresent();
            return forHost || forGroup;
        }
    }

    void open() {
        sockets.run(() -> {
            try {
                sockets.register(channel, SelectionKey.OP_READ, this);
            } catch (IOException e) {
                failed(e);
            }
        });
    }

    /** Where to send to. */
    public InetSocketAddress address() {
        return address;
    }

    Route route() {
        return route;
    }

    /** Gives a datagram of the guest to whoever sent last. Only one to the host itself asks for an answer. */
    void fromGuest(Ipv4Address to, byte[] payload) {
        SocketAddress receiver = lastSender;
        if (receiver == null) {
            return;
        }
        if (to.equals(route.host().address())) {
            peers.asked(this);
        }
        try {
            channel.send(ByteBuffer.wrap(payload), receiver);
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "a datagram of the guest was lost", e);
        }
    }

    @Override
    public void ready(SelectionKey selected) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(UdpDatagram.MAX_PAYLOAD + 1);
        for (SocketAddress from = channel.receive(buffer); from != null; from = channel.receive(buffer.clear())) {
            byte[] payload = new byte[buffer.flip().remaining()];
            buffer.get(payload);
            lastSender = from;
            peers.answered(this);
            if (payload.length <= UdpDatagram.MAX_PAYLOAD) {
                toGuest.accept(route, payload);
            }
        }
    }

    @Override
    public void failed(IOException cause) {
        LOG.log(Level.DEBUG, "a UDP port of the virtual network failed", cause);
        close();
    }

    /** Closes the port; nobody is a member of the group by it any more. */
    @Override
    public void close() {
        registry.remove(this);
        peers.answered(this);
        HostSockets.close(channel);
    }
}
