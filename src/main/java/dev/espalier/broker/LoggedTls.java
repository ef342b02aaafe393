package dev.espalier.broker;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ApplicationProtocolNegotiator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSessionContext;

/** The server side of TLS at the embedded broker; every handshake leaves a line in the log. */
final class LoggedTls extends SslContext {

    private final SslContext context;
    private final BrokerLog log;

    LoggedTls(PrivateKey key, X509Certificate certificate, BrokerLog log) throws SSLException {
        this.context = SslContextBuilder.forServer(key, certificate)
                .sslProvider(SslProvider.JDK)
                .protocols("TLSv1.3", "TLSv1.2")
                .build();
        this.log = log;
    }

    @Override
    public SSLEngine newEngine(ByteBufAllocator memory) {
        return new LoggedEngine(context.newEngine(memory), log::add);
    }

    @Override
    public SSLEngine newEngine(ByteBufAllocator memory, String peerHost, int peerPort) {
        return new LoggedEngine(
                context.newEngine(memory, peerHost, peerPort),
                line -> log.add("%s (%s:%d)".formatted(line, peerHost, peerPort)));
    }

    @Override
    public boolean isClient() {
        return false;
    }

    @Override
    public List<String> cipherSuites() {
        return context.cipherSuites();
    }

    @Override
    public ApplicationProtocolNegotiator applicationProtocolNegotiator() {
        return context.applicationProtocolNegotiator();
    }

    @Override
    public SSLSessionContext sessionContext() {
        return context.sessionContext();
    }
}
