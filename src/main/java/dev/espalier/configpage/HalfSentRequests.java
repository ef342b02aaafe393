package dev.espalier.configpage;

import java.io.IOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Requests that have begun and not ended: heap pressure made from outside. */
public final class HalfSentRequests implements AutoCloseable {

    private final HttpExchange exchange;
    private final List<Socket> sockets;
    private final byte[] rest;

    private HalfSentRequests(HttpExchange exchange, List<Socket> sockets, byte[] rest) {
        this.exchange = exchange;
        this.sockets = sockets;
        this.rest = rest;
    }

    /** Connects {@code count} times and sends {@code begun} each time; {@code rest} is what the end will need. */
    static HalfSentRequests open(HttpExchange exchange, int count, byte[] begun, byte[] rest) {
        List<Socket> sockets = new ArrayList<>();
        HalfSentRequests requests = new HalfSentRequests(exchange, sockets, rest);
        try {
            for (int i = 0; i < count; i++) {
                Socket socket = exchange.connect();
                sockets.add(socket);
                exchange.send(socket, begun);
            }
            return requests;
        } catch (IOException e) {
            // The board closed one at once: a refusal, which is an honest answer to pressure.
            return requests;
        } catch (RuntimeException | Error e) {
            requests.close();
            throw e;
        }
    }

    /** How many were begun. */
    public int count() {
        return sockets.size();
    }

    /** Ends every request properly at the same time, then reads the replies; those that the board had closed are missing. */
    public List<HttpReply> finish() {
        List<Socket> ended = new ArrayList<>();
        for (Socket socket : sockets) {
            try {
                exchange.send(socket, rest);
                ended.add(socket);
            } catch (IOException closed) {
                // The board refused this one.
            }
        }
        List<HttpReply> replies = new ArrayList<>();
        ended.forEach(socket -> reply(socket).ifPresent(replies::add));
        close();
        return replies;
    }

    private Optional<HttpReply> reply(Socket socket) {
        try {
            return Optional.of(exchange.reply(socket));
        } catch (IOException closed) {
            return Optional.empty();
        } catch (HttpFault fault) {
            if (fault.kind() != HttpFault.Kind.NO_REPLY) {
                throw fault;
            }
            return Optional.empty();
        }
    }

    /** Drops the connections. */
    @Override
    public void close() {
        sockets.forEach(HttpExchange::close);
    }
}
