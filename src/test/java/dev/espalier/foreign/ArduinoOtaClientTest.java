package dev.espalier.foreign;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The client opposite a board that is a few lines of the test. */
@Timeout(60)
class ArduinoOtaClientTest {

    private static final byte[] IMAGE = "x".repeat(4000).getBytes(StandardCharsets.US_ASCII);
    /** MD5 of that image. */
    private static final String IMAGE_MD5 = "f5aeca478f8510cee5ca4556d96a4d97";
    private static final String SECRET_MD5 = "44c7be48226ebad5dca8216674cad62b";
    private static final String NONCE = "0123456789abcdef0123456789abcdef";

    private DatagramSocket board;
    private ArduinoOtaClient client;
    private SocketAddress inviter;

    @BeforeEach
    void open() throws IOException {
        board = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        client = new ArduinoOtaClient((InetSocketAddress) board.getLocalSocketAddress(), 4242);
    }

    @AfterEach
    void close() throws IOException {
        client.close();
        board.close();
    }

    @Test
    void the_board_that_accepts_gets_the_whole_image() throws Exception {
        CompletableFuture<byte[]> taken = onItsOwn(() -> {
            assertThat(hear()).isEqualTo("0 4242 4000 " + IMAGE_MD5 + "\n");
            say("OK");
            return take("OK");
        });

        assertThat(client.give(IMAGE, "")).isEqualTo("OK");

        assertThat(taken.get()).isEqualTo(IMAGE);
    }

    @Test
    void a_challenge_is_answered_with_a_proof_of_the_password() throws Exception {
        CompletableFuture<byte[]> taken = onItsOwn(() -> {
            hear();
            say("AUTH " + NONCE);
            List<String> proof = List.of(hear().strip().split(" "));
            assertThat(proof.get(0)).isEqualTo("200");
            assertThat(proof.get(1)).hasSize(32);
            assertThat(proof.get(2)).isEqualTo(ArduinoOtaClient.md5(
                (SECRET_MD5 + ":" + NONCE + ":" + proof.get(1)).getBytes(StandardCharsets.US_ASCII)));
            say("OK");
            return take("OK");
        });

        assertThat(client.give(IMAGE, "SECRET")).isEqualTo("OK");

        assertThat(taken.get()).isEqualTo(IMAGE);
    }

    @Test
    void a_board_that_does_not_like_the_image_says_so() throws Exception {
        onItsOwn(() -> {
            hear();
            say("OK");
            return take("ERROR[10]: MD5 Check Failed\r\n");
        });

        assertThat(client.give(IMAGE, "")).isEqualTo("ERROR[10]: MD5 Check Failed");
    }

    @Test
    void a_wrong_password_ends_it() throws Exception {
        onItsOwn(() -> {
            hear();
            say("AUTH " + NONCE);
            hear();
            say("Authentication Failed");
            return new byte[0];
        });

        assertThat(client.give(IMAGE, "")).isEqualTo("Authentication Failed");
    }

    /** Takes the image in two bites a piece, as a board with small buffers does, and ends with a word. */
    private byte[] take(String lastWord) throws IOException {
        ByteArrayOutputStream image = new ByteArrayOutputStream();
        try (Socket connection = new Socket(client.server().getAddress(), client.server().getPort())) {
            while (image.size() < IMAGE.length) {
                byte[] bite = new byte[1000];
                int length = connection.getInputStream().read(bite);
                image.write(bite, 0, length);
                connection.getOutputStream().write(Integer.toString(length).getBytes(StandardCharsets.US_ASCII));
            }
            connection.getOutputStream().write(lastWord.getBytes(StandardCharsets.US_ASCII));
        }
        return image.toByteArray();
    }

    private String hear() throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[200], 200);
        board.receive(packet);
        inviter = packet.getSocketAddress();
        return new String(packet.getData(), 0, packet.getLength(), StandardCharsets.US_ASCII);
    }

    private void say(String text) throws IOException {
        board.send(new DatagramPacket(text.getBytes(StandardCharsets.US_ASCII), text.length(), inviter));
    }

    private interface Part {
        byte[] play() throws IOException;
    }

    private static CompletableFuture<byte[]> onItsOwn(Part part) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return part.play();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }, task -> {
            Thread thread = new Thread(task, "board of the test");
            thread.setDaemon(true);
            thread.start();
        });
    }
}
