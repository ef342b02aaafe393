package dev.espalier.configpage;

import dev.espalier.configpage.HttpFault.Kind;
import dev.espalier.time.Deadline;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/**
 * One request and its reply over a plain socket, so that what goes out is exactly what was asked for
 * and what comes in may be as wrong as it likes: limits on size and time, and a name for every fault.
 */
final class HttpExchange {

    private static final int MOST_HEAD = 16 << 10;
    private static final int MOST_BODY = 256 << 10;
    private static final int CONNECT_MILLIS = 5_000;
    private static final int POLL_MILLIS = 50;

    private final HttpAddress address;
    private final String what;
    private final Supplier<Deadline> limit;
    private final Runnable health;
    /** Of the reply that is being read. */
    private Deadline deadline;

    /**
     * @param what the request in a word, for messages
     * @param limit makes the deadline of each reply
     * @param health called while waiting; throws when the board has crashed
     */
    HttpExchange(HttpAddress address, String what, Supplier<Deadline> limit, Runnable health) {
        this.address = address;
        this.what = what;
        this.limit = limit;
        this.health = health;
    }

    /** A connection, with small packets sent at once. */
    Socket connect() {
        Socket socket = new Socket();
        try {
            socket.setTcpNoDelay(true);
            socket.connect(new InetSocketAddress(address.host(), address.port()), CONNECT_MILLIS);
            socket.setSoTimeout(POLL_MILLIS);
            return socket;
        } catch (IOException e) {
            close(socket);
            throw fault(Kind.REFUSED, "no connection to %s: %s".formatted(address, e.getMessage()), e);
        }
    }

    /** Sends the pieces one after the other and reads the reply. */
    HttpReply run(byte[]... pieces) {
        try (Socket socket = connect()) {
            for (byte[] piece : pieces) {
                send(socket, piece);
            }
            return reply(socket);
        } catch (IOException e) {
            throw fault(Kind.NO_REPLY, "the connection to %s broke: %s".formatted(address, e.getMessage()), e);
        }
    }

    void send(Socket socket, byte[] piece) throws IOException {
        socket.getOutputStream().write(piece);
        socket.getOutputStream().flush();
    }

    HttpReply reply(Socket socket) throws IOException {
        deadline = limit.get();
        InputStream in = socket.getInputStream();
        ByteArrayOutputStream received = new ByteArrayOutputStream();
        int head = -1;
        while (head < 0) {
            if (!more(in, received)) {
                throw received.size() == 0 ? fault(Kind.NO_REPLY, "the connection was closed without a byte", null)
                    : fault(Kind.CUT_SHORT, "the head ended after %d bytes: %s".formatted(received.size(), start(received)), null);
            }
            requireHttp(received);
            head = endOfHead(received.toByteArray());
            if (head < 0 && received.size() > MOST_HEAD) {
                throw fault(Kind.TOO_LARGE, "a head of more than %d bytes".formatted(MOST_HEAD), null);
            }
        }
        return body(in, received, head);
    }

    private HttpReply body(InputStream in, ByteArrayOutputStream received, int head) throws IOException {
        String[] lines = new String(received.toByteArray(), 0, head, StandardCharsets.ISO_8859_1).split("\r?\n");
        Map<String, String> headers = new HashMap<>();
        for (int i = 1; i < lines.length; i++) {
            int colon = lines[i].indexOf(':');
            if (colon > 0) {
                headers.put(lines[i].substring(0, colon).strip().toLowerCase(Locale.ROOT), lines[i].substring(colon + 1).strip());
            }
        }
        int status = status(lines[0]);
        int length = length(headers.get("content-length"));
        while (length < 0 || received.size() - head < length) {
            if (received.size() - head > MOST_BODY) {
                throw fault(Kind.TOO_LARGE, "a body of more than %d bytes".formatted(MOST_BODY), null);
            }
            if (!more(in, received)) {
                break;
            }
        }
        int got = received.size() - head;
        if (length >= 0 && got < length) {
            throw fault(Kind.CUT_SHORT, "%d of the %d bytes that were announced".formatted(got, length), null);
        }
        byte[] all = received.toByteArray();
        return new HttpReply(status, headers, Arrays.copyOfRange(all, head, length < 0 ? all.length : head + length));
    }

    private int length(String announced) {
        if (announced == null) {
            return -1;
        }
        try {
            int length = Integer.parseInt(announced);
            if (length >= 0 && length <= MOST_BODY) {
                return length;
            }
        } catch (NumberFormatException e) {
            throw fault(Kind.NOT_HTTP, "Content-Length: " + announced, e);
        }
        throw fault(Kind.TOO_LARGE, "Content-Length: " + announced, null);
    }

    private int status(String line) {
        String[] parts = line.split(" ", 3);
        if (parts.length >= 2 && parts[1].matches("[1-5]\\d\\d")) {
            return Integer.parseInt(parts[1]);
        }
        throw fault(Kind.NOT_HTTP, "the status line \"%s\"".formatted(line), null);
    }

    private void requireHttp(ByteArrayOutputStream received) {
        byte[] wanted = "HTTP/1.".getBytes(StandardCharsets.US_ASCII);
        byte[] all = received.toByteArray();
        int compared = Math.min(wanted.length, all.length);
        if (!Arrays.equals(all, 0, compared, wanted, 0, compared)) {
            throw fault(Kind.NOT_HTTP, "it begins with " + start(received), null);
        }
    }

    /** Reads something; false at the end of the stream. */
    private boolean more(InputStream in, ByteArrayOutputStream received) throws IOException {
        byte[] buffer = new byte[4096];
        while (true) {
            try {
                int count = in.read(buffer);
                if (count < 0) {
                    return false;
                }
                received.write(buffer, 0, count);
                return true;
            } catch (SocketTimeoutException silence) {
                health.run();
                if (deadline.expired() || deadline.stalled()) {
                    throw fault(Kind.TIMED_OUT, "%d bytes within %s, then silence".formatted(received.size(), deadline), silence);
                }
            } catch (IOException reset) {
                health.run();
                if (received.size() == 0) {
                    throw fault(Kind.NO_REPLY, "the connection was reset without a byte", reset);
                }
                return false;
            }
        }
    }

    /** Index behind the empty line that ends a head, -1 when it has not come. */
    private static int endOfHead(byte[] data) {
        for (int i = 0; i + 1 < data.length; i++) {
            if (data[i] != '\n') {
                continue;
            }
            if (data[i + 1] == '\n') {
                return i + 2;
            }
            if (data[i + 1] == '\r' && i + 2 < data.length && data[i + 2] == '\n') {
                return i + 3;
            }
        }
        return -1;
    }

    private static String start(ByteArrayOutputStream received) {
        String text = received.toString(StandardCharsets.ISO_8859_1);
        String shown = text.substring(0, Math.min(40, text.length())).replaceAll("[^\\x20-\\x7e]", ".");
        return "\"" + shown + "\"";
    }

    private HttpFault fault(Kind kind, String seen, Throwable cause) {
        health.run();
        return new HttpFault(kind, "a reply to %s from %s".formatted(what, address), seen, cause);
    }

    static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException("a socket that cannot even be closed", e);
        }
    }
}
