package dev.espalier.firmware;

import dev.espalier.broker.ServerCertificate;
import dev.espalier.broker.TestPki;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.GeneralSecurityException;
import javax.net.ServerSocketFactory;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** Sends back what it gets, plain or by TLS, on a free loopback port. */
public final class EchoServer implements AutoCloseable {

    private final ServerSocket listener;

    private EchoServer(ServerSocketFactory factory) throws IOException {
        listener = factory.createServerSocket(0, 10, InetAddress.getLoopbackAddress());
        Thread thread = new Thread(this::accept, "echo server");
        thread.setDaemon(true);
        thread.start();
    }

    public static EchoServer plain() throws IOException {
        return new EchoServer(ServerSocketFactory.getDefault());
    }

    static EchoServer tls(TestPki pki, ServerCertificate kind) throws IOException, GeneralSecurityException {
        KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
        keys.init(pki.keyStore(kind), TestPki.STORE_PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return new EchoServer(context.getServerSocketFactory());
    }

    public InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), listener.getLocalPort());
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket peer = listener.accept();
                peer.setTcpNoDelay(true);
                Thread thread = new Thread(() -> echo(peer), "echo");
                thread.setDaemon(true);
                thread.start();
            } catch (IOException closed) {
                return;
            }
        }
    }

    /** A client that refuses us, or goes, ends it. */
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

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
