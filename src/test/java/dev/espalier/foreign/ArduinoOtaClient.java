package dev.espalier.foreign;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.math.BigInteger;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Gives a new image to a sketch that offers ArduinoOTA. It invites the board by UDP, proves that it knows
 * the password when asked, and sends the image over the connection that the board opens, piece by piece,
 * each after a sign of life. Protocol: ArduinoOTA of the ESP8266 core, 2.3.0 to 3.1.2.
 */
final class ArduinoOtaClient implements AutoCloseable {

    private static final int FLASH = 0;
    private static final int AUTHENTICATION = 200;
    private static final String GRANTED = "OK";
    private static final String CHALLENGE = "AUTH ";
    private static final int PIECE_BYTES = 1460;
    private static final int ANSWER_MILLIS = 2_000;
    private static final int INVITATIONS = 15;
    private static final int TRANSFER_MILLIS = 60_000;

    private final DatagramSocket invitations = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    private final ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    private final InetSocketAddress board;
    private final int portSeenByBoard;

    /**
     * @param board where invitations go
     * @param portSeenByBoard the port that the board is told to connect to, which must lead to {@link #server}
     */
    ArduinoOtaClient(InetSocketAddress board, int portSeenByBoard) throws IOException {
        this.board = board;
        this.portSeenByBoard = portSeenByBoard;
        server.setSoTimeout(TRANSFER_MILLIS);
        invitations.setSoTimeout(ANSWER_MILLIS);
    }

    /** Where the connection of the board must arrive. */
    InetSocketAddress server() {
        return (InetSocketAddress) server.getLocalSocketAddress();
    }

    /**
     * Invites the board and sends it the image.
     *
     * @return the last word of the board: {@code OK} when it took the image, or else why it refused
     * @throws IOException when the board does not answer, does not connect or hangs up
     */
    String give(byte[] image, String password) throws IOException {
        String answer = invite("%d %d %d %s\n".formatted(FLASH, portSeenByBoard, image.length, md5(image)));
        if (answer.startsWith(CHALLENGE)) {
            answer = authenticate(answer.substring(CHALLENGE.length()).strip(), password);
        }
        if (!answer.equals(GRANTED)) {
            return answer;
        }
        try (Socket connection = server.accept()) {
            connection.setSoTimeout(TRANSFER_MILLIS);
            connection.setTcpNoDelay(true);
            return transfer(image, connection);
        }
    }

    /** Invites until somebody answers: the first datagrams may come before the sketch listens. */
    private String invite(String text) throws IOException {
        for (int i = 0; i < INVITATIONS; i++) {
            try {
                return ask(text);
            } catch (SocketTimeoutException notYet) {
                // The next invitation follows.
            }
        }
        throw new InterruptedIOException("no answer of the board to " + INVITATIONS + " invitations");
    }

    private String authenticate(String nonce, String password) throws IOException {
        String ownNonce = md5(text(nonce + board));
        String proof = md5(text(md5(text(password)) + ":" + nonce + ":" + ownNonce));
        return ask("%d %s %s\n".formatted(AUTHENTICATION, ownNonce, proof));
    }

    private String ask(String text) throws IOException {
        byte[] question = text(text);
        invitations.send(new DatagramPacket(question, question.length, board));
        DatagramPacket answer = new DatagramPacket(new byte[256], 256);
        invitations.receive(answer);
        return new String(answer.getData(), 0, answer.getLength(), StandardCharsets.US_ASCII);
    }

    /** The board answers each piece with numbers of bytes, one for each time it found some, and the last with a word. */
    private static String transfer(byte[] image, Socket connection) throws IOException {
        InputStream in = connection.getInputStream();
        String said = "";
        for (int at = 0; at < image.length; at += PIECE_BYTES) {
            connection.getOutputStream().write(image, at, Math.min(PIECE_BYTES, image.length - at));
            said = listen(in, "after %d of %d bytes".formatted(at, image.length));
        }
        while (!said.matches("(?s)\\d*(OK|E.*\n)")) {
            said += listen(in, "after the last byte and \"" + said + "\"");
        }
        return said.replaceFirst("^\\d+", "").strip();
    }

    private static String listen(InputStream in, String when) throws IOException {
        byte[] some = new byte[64];
        int length = in.read(some);
        if (length < 0) {
            throw new IOException("the board hung up " + when);
        }
        return new String(some, 0, length, StandardCharsets.US_ASCII);
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static String md5(byte[] bytes) {
        try {
            return "%032x".formatted(new BigInteger(1, MessageDigest.getInstance("MD5").digest(bytes)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has MD5", e);
        }
    }

    @Override
    public void close() throws IOException {
        invitations.close();
        server.close();
    }
}
