package dev.espalier.configpage;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Requests that have begun and not ended: heap pressure made from outside. */
public final class HalfSentRequests implements AutoCloseable {

    private final HttpExchange exchange;
    private final List<Socket> sockets;

    private HalfSentRequests(HttpExchange exchange, List<Socket> sockets) {
        this.exchange = exchange;
        this.sockets = sockets;
    }

    static HalfSentRequests open(HttpExchange exchange, int count, byte[] begun) {
        List<Socket> sockets = new ArrayList<>();
        HalfSentRequests requests = new HalfSentRequests(exchange, sockets);
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

    /** Ends every request properly and reads the replies; those that the board had closed are missing. */
    public List<HttpReply> finish() {
        List<HttpReply> replies = new ArrayList<>();
        for (Socket socket : sockets) {
            try {
                exchange.send(socket, "st\r\nConnection: close\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                replies.add(exchange.reply(socket));
            } catch (IOException closed) {
                continue;
            } catch (HttpFault fault) {
                if (fault.kind() != HttpFault.Kind.NO_REPLY) {
                    throw fault;
                }
            }
        }
        close();
        return replies;
    }

    /** Drops the connections. */
    @Override
    public void close() {
        sockets.forEach(HttpExchange::close);
    }
}
