package dev.espalier.emulator.net;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;

/** The one thread that waits for the network's loopback sockets. It knows no protocol. */
final class HostSockets implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(HostSockets.class.getName());

    private final Selector selector;
    private final Queue<Runnable> errands = new ConcurrentLinkedQueue<>();
    private volatile boolean closed;

    HostSockets() {
        try {
            selector = Selector.open();
        } catch (IOException e) {
            throw new UncheckedIOException("the virtual network wanted a selector for its loopback sockets", e);
        }
        Thread thread = new Thread(this::run, "espalier-network");
        thread.setDaemon(true);
        thread.start();
    }

    /** What a channel's owner does when its channel is ready. Socket thread only. */
    interface Owner {
        void ready(SelectionKey key) throws IOException;

        /** The channel failed; it is closed already. */
        void failed(IOException cause);
    }

    /** Runs {@code errand} on the socket thread. */
    void run(Runnable errand) {
        errands.add(errand);
        selector.wakeup();
    }

    /** Registers a non-blocking channel. Socket thread only. */
    SelectionKey register(SelectableChannel channel, int interest, Owner owner) throws ClosedChannelException {
        return channel.register(selector, interest, owner);
    }

    private void run() {
        try {
            while (!closed) {
                selector.select();
                for (Runnable errand = errands.poll(); errand != null; errand = errands.poll()) {
                    attempt(errand);
                }
                serveSelected();
            }
            for (SelectionKey key : selector.keys()) {
                key.channel().close();
            }
            selector.close();
        } catch (IOException | RuntimeException e) {
            LOG.log(Level.ERROR, "the virtual network's socket thread ended; no connection works any more", e);
        }
    }

    /**
     * New connections come last: a client that ended one connection before it began another did so in
     * that order, and the guest must see it so, or it would count both at the same time.
     */
    private void serveSelected() {
        Set<SelectionKey> selected = selector.selectedKeys();
        for (SelectionKey key : selected) {
            if (!(key.channel() instanceof ServerSocketChannel)) {
                serve(key);
            }
        }
        for (SelectionKey key : selected) {
            if (key.channel() instanceof ServerSocketChannel) {
                serve(key);
            }
        }
        selected.clear();
    }

    /** One socket's trouble must not end the thread that serves them all. */
    private static void attempt(Runnable errand) {
        try {
            errand.run();
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "an errand of the virtual network's socket thread failed", e);
        }
    }

    private static void serve(SelectionKey key) {
        Owner owner = (Owner) key.attachment();
        try {
            if (key.isValid()) {
                owner.ready(key);
            }
        } catch (IOException | RuntimeException e) {
            close(key.channel());
            owner.failed(e instanceof IOException io ? io : new IOException(e));
        }
    }

    /** Closes a channel whose end no longer interests anybody. */
    static void close(SelectableChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "closing a loopback socket", e);
        }
    }

    @Override
    public void close() {
        closed = true;
        selector.wakeup();
    }
}
