package dev.espalier.emulator.net;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A loopback port that leads to a TCP port of the guest. A connection is accepted at once and waits
 * for the guest; when the guest refuses or cannot be reached it is reset.
 */
public final class Forward implements AutoCloseable, HostSockets.Owner {

    /** Connections at a time; more wait in the operating system's queue. */
    private static final int MAX_CONNECTIONS = 32;

    private final NicInterface over;
    private final int guestPort;
    private final HostSockets sockets;
    private final Supplier<HostStream> streams;
    private final Consumer<HostStream> accepted;
    private final ServerSocketChannel channel;
    private final InetSocketAddress address;
    private SelectionKey key;
    private int live;

    Forward(int guestPort, NicInterface over, HostSockets sockets, Supplier<HostStream> streams,
            Consumer<HostStream> accepted) {
        this.guestPort = guestPort;
        this.over = over;
        this.sockets = sockets;
        this.streams = streams;
        this.accepted = accepted;
        try {
            channel = ServerSocketChannel.open();
            channel.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            channel.configureBlocking(false);
            address = (InetSocketAddress) channel.getLocalAddress();
        } catch (IOException e) {
            throw new UncheckedIOException("wanted a loopback port that leads to port " + guestPort + " of the board", e);
        }
    }

    void open() {
        sockets.run(() -> {
            try {
                key = sockets.register(channel, SelectionKey.OP_ACCEPT, this);
            } catch (IOException e) {
                HostSockets.close(channel);
            }
        });
    }

    /** Where to connect to. */
    public InetSocketAddress address() {
        return address;
    }

    /** The loopback port. */
    public int port() {
        return address.getPort();
    }

    /** The guest's port. */
    public int guestPort() {
        return guestPort;
    }

    /** The interface that connections arrive on. */
    public NicInterface over() {
        return over;
    }

    /** Accepts no more connections; those that exist go on. */
    @Override
    public void close() {
        sockets.run(() -> HostSockets.close(channel));
    }

    @Override
    public void ready(SelectionKey selected) throws IOException {
        while (live < MAX_CONNECTIONS) {
            SocketChannel socket = channel.accept();
            if (socket == null) {
                return;
            }
            HostStream stream = streams.get();
            live++;
            stream.adopt(socket, this::released);
            accepted.accept(stream);
        }
        key.interestOps(0);
    }

    @Override
    public void failed(IOException cause) {
        close();
    }

    private void released() {
        live--;
        if (key.isValid()) {
            key.interestOps(SelectionKey.OP_ACCEPT);
        }
    }
}
