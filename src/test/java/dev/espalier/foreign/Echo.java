package dev.espalier.foreign;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** Sends back what it gets, on a free loopback port. */
final class Echo implements AutoCloseable {

    private final ServerSocket listener = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());

    Echo() throws IOException {
        inBackground(this::accept);
    }

    InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), listener.getLocalPort());
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket peer = listener.accept();
                inBackground(() -> echo(peer));
            } catch (IOException closed) {
                return;
            }
        }
    }

    /** A client that goes ends it. */
    private static void echo(Socket peer) {
        byte[] buffer = new byte[1024];
        try (peer) {
            InputStream in = peer.getInputStream();
            for (int n; (n = in.read(buffer)) > 0; ) {
                peer.getOutputStream().write(buffer, 0, n);
            }
        } catch (IOException gone) {
            return;
        }
    }

    private static void inBackground(Runnable work) {
        Thread thread = new Thread(work, "echo");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
