package dev.espalier.emulator.net;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One loopback TCP socket as the guest thread sees it: two bounded rings and a few flags. Changes are
 * reported to the guest thread one at a time, never more than one report being under way.
 */
final class HostStream implements HostSockets.Owner {

    private static final int RING_BYTES = 16 * 1024;
    /** What the kernel may hold besides: little, so that slowness is felt, but more than one loopback segment. */
    private static final int KERNEL_BYTES = 128 * 1024;

    /** From the guest to the socket. */
    final ByteRing toHost = new ByteRing(RING_BYTES);
    /** From the socket to the guest. */
    final ByteRing toGuest = new ByteRing(RING_BYTES);

    private final HostSockets sockets;
    private final Executor guest;
    private final AtomicBoolean reportUnderWay = new AtomicBoolean();
    private final AtomicBoolean errandUnderWay = new AtomicBoolean();
    private volatile Runnable listener = () -> { };
    private volatile boolean connected;
    private volatile boolean ended;
    private volatile boolean failed;
    private volatile boolean reading;
    private volatile boolean finishing;

    private SocketChannel channel;
    private SelectionKey key;
    private boolean outputShut;
    private Runnable onClose = () -> { };

    HostStream(HostSockets sockets, Executor guest) {
        this.sockets = sockets;
        this.guest = guest;
    }

    /** Takes over an accepted socket; {@code onClose} runs on the socket thread when it is gone. Socket thread. */
    void adopt(SocketChannel accepted, Runnable onClose) throws IOException {
        this.onClose = onClose;
        channel = accepted;
        prepare();
        key = sockets.register(channel, 0, this);
        connected = true;
    }

    private void prepare() throws IOException {
        channel.configureBlocking(false);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.setOption(StandardSocketOptions.SO_SNDBUF, KERNEL_BYTES);
        channel.setOption(StandardSocketOptions.SO_RCVBUF, KERNEL_BYTES);
    }

    /** Begins to connect to {@code target}. */
    void connect(InetSocketAddress target) {
        sockets.run(() -> {
            try {
                channel = SocketChannel.open();
                prepare();
                key = sockets.register(channel, SelectionKey.OP_CONNECT, this);
                if (channel.connect(target)) {
                    established();
                }
            } catch (IOException e) {
                close();
                failed(e);
            }
        });
    }

    /** Who is told, on the guest thread, that something changed. */
    void listener(Runnable onChange) {
        listener = onChange;
        report();
    }

    boolean connected() {
        return connected;
    }

    /** The peer sends no more; what it sent may still wait in {@link #toGuest}. */
    boolean ended() {
        return ended;
    }

    /** Connecting failed, or the peer reset the connection. */
    boolean failed() {
        return failed;
    }

    /** From now on bytes of the peer are wanted. */
    void startReading() {
        reading = true;
        pump();
    }

    /** Bytes were put into {@link #toHost} or taken from {@link #toGuest}. */
    void pump() {
        if (errandUnderWay.compareAndSet(false, true)) {
            sockets.run(() -> {
                errandUnderWay.set(false);
                attend();
            });
        }
    }

    /** The guest sends no more: shuts the socket's output down once {@link #toHost} is empty. */
    void finish() {
        finishing = true;
        pump();
    }

    /** Closes the socket with a reset. */
    void abort() {
        listener = () -> { };
        sockets.run(() -> {
            try {
                if (channel != null && channel.isOpen()) {
                    channel.setOption(StandardSocketOptions.SO_LINGER, 0);
                }
            } catch (IOException e) {
                failed = true;
            }
            close();
        });
    }

    @Override
    public void ready(SelectionKey ready) throws IOException {
        if (ready.isConnectable() && channel.finishConnect()) {
            established();
        }
        if (ready.isValid() && (ready.isReadable() || ready.isWritable())) {
            transfer();
        }
    }

    @Override
    public void failed(IOException cause) {
        failed = true;
        onClose.run();
        onClose = () -> { };
        report();
    }

    private void established() {
        connected = true;
        key.interestOps(0);
        report();
        attend();
    }

    private void attend() {
        if (key == null || !key.isValid() || !connected || failed) {
            return;
        }
        try {
            transfer();
        } catch (IOException e) {
            close();
            failed(e);
        }
    }

    private void transfer() throws IOException {
        boolean change = toHost.drain(channel) > 0;
        if (finishing && !outputShut && toHost.size() == 0) {
            channel.shutdownOutput();
            outputShut = true;
        }
        if (reading && !ended && toGuest.free() > 0) {
            int n = toGuest.fill(channel);
            ended = n < 0;
            change |= n != 0;
        }
        if (ended && outputShut) {
            close();
        } else {
            key.interestOps((toHost.size() > 0 ? SelectionKey.OP_WRITE : 0)
                | (reading && !ended && toGuest.free() > 0 ? SelectionKey.OP_READ : 0));
        }
        if (change) {
            report();
        }
    }

    private void report() {
        if (reportUnderWay.compareAndSet(false, true)) {
            guest.execute(() -> {
                reportUnderWay.set(false);
                listener.run();
            });
        }
    }

    private void close() {
        if (channel != null) {
            HostSockets.close(channel);
        }
        onClose.run();
        onClose = () -> { };
    }
}
