package dev.espalier.broker;

import io.netty.handler.ssl.DelegatingSslContext;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;

/** The server side of TLS at the embedded broker; every handshake leaves a line in the log. */
final class LoggedTls extends DelegatingSslContext {

    private final BrokerLog log;

    LoggedTls(PrivateKey key, X509Certificate certificate, BrokerLog log) throws SSLException {
        super(context(key, certificate));
        this.log = log;
    }

    private static SslContext context(PrivateKey key, X509Certificate certificate) throws SSLException {
        return SslContextBuilder.forServer(key, certificate)
                .sslProvider(SslProvider.JDK)
                .protocols("TLSv1.3", "TLSv1.2")
                .build();
    }

    @Override
    protected void initEngine(SSLEngine engine) {
        engine.setUseClientMode(false);
    }

    @Override
    protected void initHandler(SslHandler handler) {
        handler.handshakeFuture().addListener(done -> log.add(done.isSuccess()
                ? "TLS handshake done: %s, %s".formatted(
                        handler.engine().getSession().getProtocol(),
                        handler.engine().getSession().getCipherSuite())
                : "TLS handshake failed: " + done.cause().getMessage()));
    }
}
