package dev.espalier.configpage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A server that answers as badly as a board can. */
class ConfigPageTest {

    private static final String PAGE = "<html><form action=/><input name=ssid value='my &amp; net'><input name=password type=password>"
        + "<input name=tls type=checkbox value=true checked><input name=mqtt type=checkbox><button type=submit>SAVE</button></form>";

    private ServerSocket server;
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private volatile String answer = http(PAGE);
    private volatile boolean stayOpen;
    private ConfigPage page;

    @BeforeEach
    void serve() throws IOException {
        server = new ServerSocket(0, 20, InetAddress.getLoopbackAddress());
        Thread thread = new Thread(this::acceptAll);
        thread.setDaemon(true);
        thread.start();
        page = page(() -> { });
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    @Test
    void the_form_shows_what_a_browser_would_show() {
        Form form = page.form(Set.of("ssid", "tls"));

        assertThat(form.values()).containsExactly(Map.entry("ssid", "my & net"), Map.entry("password", ""), Map.entry("tls", "true"),
            Map.entry("mqtt", "false"));
    }

    @Test
    void saving_sends_every_field_in_order_and_only_boxes_that_are_on() {
        page.save(Map.of("ssid", "a b&c", "tls", "false", "mqtt", "true"));

        assertThat(requests.get(1)).startsWith("GET /save?ssid=a+b%26c&password=&mqtt=on HTTP/1.1\r\n");
    }

    @Test
    void a_change_to_a_field_that_is_not_there_is_refused() {
        assertFault(() -> page.save(Map.of("sid", "x")), HttpFault.Kind.NO_FORM, "fields [ssid, password, tls, mqtt]");
    }

    @Test
    void missing_fields_are_named() {
        assertFault(() -> page.form(Set.of("ssid", "port", "host")), HttpFault.Kind.NO_FORM, "4 fields, without host, port");
    }

    @Test
    void a_page_without_a_form_is_told() {
        answer = http("<html>hello</html>");

        assertFault(() -> page.form(), HttpFault.Kind.NO_FORM, "18 bytes without one");
    }

    @Test
    void fewer_bytes_than_announced_are_told() {
        answer = "HTTP/1.0 200 OK\r\nContent-Length: 100\r\n\r\nshort";

        assertFault(() -> page.get("/"), HttpFault.Kind.CUT_SHORT, "5 of the 100 bytes that were announced");
    }

    @Test
    void a_connection_closed_without_a_byte_is_told_and_means_no_answer() {
        answer = "";

        assertFault(() -> page.get("/"), HttpFault.Kind.NO_REPLY, "the connection was closed without a byte");
        assertThat(page.answers("/")).isFalse();
    }

    @Test
    void silence_on_an_open_connection_is_told_with_the_time_and_what_came() {
        answer = "HTTP/1.0 200 OK\r\nContent-Length: 100\r\n\r\nshort";
        stayOpen = true;

        assertFault(() -> page.get("/"), HttpFault.Kind.TIMED_OUT, "45 bytes within 0.2 s of board time, then silence");
    }

    @Test
    void what_is_not_http_is_told_with_its_beginning() {
        answer = "SSH-2.0-\u0001";

        assertFault(() -> page.get("/"), HttpFault.Kind.NOT_HTTP, "it begins with \"SSH-2.0-.\"");
        answer = "HTTP/1.0 many\r\n\r\n";
        assertFault(() -> page.get("/"), HttpFault.Kind.NOT_HTTP, "the status line \"HTTP/1.0 many\"");
    }

    @Test
    void pages_without_end_are_cut_off() {
        answer = "HTTP/1.0 200 OK\r\n\r\n" + "x".repeat(300_000);

        assertFault(() -> page.get("/"), HttpFault.Kind.TOO_LARGE, "a body of more than 262144 bytes");
        answer = "HTTP/1.0 200 OK\r\n" + "x".repeat(20_000);
        assertFault(() -> page.get("/"), HttpFault.Kind.TOO_LARGE, "a head of more than 16384 bytes");
    }

    @Test
    void a_port_where_nobody_listens_is_told() throws IOException {
        server.close();

        assertThatThrownBy(() -> page.get("/")).isInstanceOfSatisfying(HttpFault.class,
            fault -> assertThat(fault.kind()).isEqualTo(HttpFault.Kind.REFUSED));
        assertThat(page.answers("/")).isFalse();
    }

    @Test
    void a_crash_while_waiting_is_told_as_the_crash() {
        stayOpen = true;
        answer = "";
        ConfigPage crashing = page(() -> {
            throw new AssertionError("the board crashed");
        });

        assertThatThrownBy(() -> crashing.get("/")).hasMessage("the board crashed");
    }

    @Test
    void half_sent_requests_stay_open_and_can_be_finished() {
        try (HalfSentRequests half = page.halfSent(3)) {
            assertThat(half.count()).isEqualTo(3);
            assertThat(requests).isEmpty();

            assertThat(half.finish()).hasSize(3).allSatisfy(reply -> assertThat(reply.status()).isEqualTo(200));
        }
        assertThat(requests).hasSize(3).allSatisfy(request -> assertThat(request).startsWith("GET /config HTTP/1.1"));
    }

    @Test
    void several_browsers_at_once_send_whole_requests_and_all_are_answered() {
        assertThat(page.fetchAtOnce(3)).hasSize(3).allSatisfy(reply -> assertThat(reply.status()).isEqualTo(200));

        assertThat(requests).hasSize(3).allSatisfy(request -> assertThat(request)
            .startsWith("GET /config HTTP/1.1").contains("Connection: close").endsWith("\r\n\r\n"));
    }

    @Test
    void a_request_can_be_made_as_long_as_one_with_cookies() {
        page.fetchAtOnce(2, 1500);
        try (HalfSentRequests half = page.halfSent(1, 700)) {
            half.finish();
        }

        assertThat(requests).hasSize(3).allSatisfy(request -> assertThat(request)
            .startsWith("GET /config HTTP/1.1\r\n").contains("\r\nCookie: c=ccc").endsWith("\r\n\r\n"));
        assertThat(requests.subList(0, 2)).allSatisfy(request -> assertThat(request).hasSize(1500));
        assertThat(requests.get(2)).hasSizeBetween(700, 800);
    }

    @Test
    void a_request_in_two_segments_or_without_a_connection_header_is_the_same_request() {
        page.getInTwo("/?request=GetSensors", 20);
        page.getPlainly("/?request=GetSensors");

        assertThat(requests.get(0)).startsWith("GET /?request=GetSensors HTTP/1.1\r\n").contains("Connection: close");
        assertThat(requests.get(1)).startsWith("GET /?request=GetSensors HTTP/1.1\r\n").doesNotContain("Connection:");
    }

    private ConfigPage page(Runnable health) {
        return new ConfigPage(new HttpAddress("127.0.0.1", server.getLocalPort()), new PageMap("/config", "/save", "/?reset"),
            System::nanoTime, health, Duration.ofMillis(200));
    }

    private void acceptAll() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                Thread thread = new Thread(() -> handle(socket));
                thread.setDaemon(true);
                thread.start();
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void handle(Socket socket) {
        try {
            InputStream in = socket.getInputStream();
            StringBuilder request = new StringBuilder();
            while (request.indexOf("\r\n\r\n") < 0) {
                int b = in.read();
                if (b < 0) {
                    return;
                }
                request.append((char) b);
            }
            requests.add(request.toString());
            socket.getOutputStream().write(answer.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            if (!stayOpen) {
                socket.close();
            }
        } catch (IOException clientGone) {
            return;
        }
    }

    private static String http(String body) {
        return "HTTP/1.0 200 OK\r\nServer: x\r\nContent-Length: %d\r\n\r\n%s".formatted(body.length(), body);
    }

    private static void assertFault(ThrowingCallable call, HttpFault.Kind kind, String seen) {
        assertThatThrownBy(call).isInstanceOfSatisfying(HttpFault.class, fault -> assertThat(fault.kind()).isEqualTo(kind))
            .hasMessageEndingWith("; seen: " + seen);
    }
}
