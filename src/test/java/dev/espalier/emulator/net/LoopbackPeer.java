package dev.espalier.emulator.net;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** A real server on loopback, its blocking calls on threads of their own. */
final class LoopbackPeer implements AutoCloseable {

    /** A thread for each call: a call that blocks for ever must not hold up another test. */
    private static final Executor THREADS = call -> {
        Thread thread = new Thread(call, "loopback-peer");
        thread.setDaemon(true);
        thread.start();
    };

    /** Small enough to fill soon; smaller than a loopback segment would make the kernel crawl. */
    private static final int BUFFER_BYTES = 256 * 1024;

    final ServerSocket server;

    LoopbackPeer() throws IOException {
        server = new ServerSocket();
        server.setReceiveBufferSize(BUFFER_BYTES);
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
    }

    InetSocketAddress address() {
        return (InetSocketAddress) server.getLocalSocketAddress();
    }

    CompletableFuture<Socket> accept() {
        return CompletableFuture.supplyAsync(() -> {
            try {
                Socket socket = server.accept();
                socket.setSendBufferSize(BUFFER_BYTES);
                return socket;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }, THREADS);
    }

    static CompletableFuture<byte[]> read(Socket socket, int length) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return socket.getInputStream().readNBytes(length);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }, THREADS);
    }

    static CompletableFuture<Void> write(Socket socket, byte[] bytes) {
        return CompletableFuture.runAsync(() -> {
            try {
                socket.getOutputStream().write(bytes);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }, THREADS);
    }

    /** Closes with a reset instead of a farewell. */
    static void reset(Socket socket) throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
