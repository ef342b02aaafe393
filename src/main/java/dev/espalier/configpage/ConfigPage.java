package dev.espalier.configpage;

import dev.espalier.configpage.HttpFault.Kind;
import dev.espalier.time.Deadline;
import dev.espalier.time.TimeSource;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jsoup.Jsoup;

/**
 * A board's web server, seen from outside: its config page as a form, and any other request. What the
 * board does wrong is an {@link HttpFault}; a crash while waiting is told as the crash.
 */
public final class ConfigPage {

    private static final Duration REPLY_TIME = Duration.ofSeconds(15);

    private final HttpAddress address;
    private final PageMap map;
    private final TimeSource clock;
    private final Runnable health;
    private final Duration replyTime;

    /**
     * @param address where the board is reached
     * @param map where its page is
     * @param clock the board's
     * @param health called while waiting and before a fault is told; throws when the board has crashed
     */
    public ConfigPage(HttpAddress address, PageMap map, TimeSource clock, Runnable health) {
        this(address, map, clock, health, REPLY_TIME);
    }

    /** The same with another patience. */
    ConfigPage(HttpAddress address, PageMap map, TimeSource clock, Runnable health, Duration replyTime) {
        this.address = address;
        this.map = map;
        this.clock = clock;
        this.health = health;
        this.replyTime = replyTime;
    }

    /** Where the board is reached. */
    public HttpAddress address() {
        return address;
    }

    /** Requests a path, such as {@code /?request=GetSensors}. */
    public HttpReply get(String path) {
        return exchange(path).run(request(path, true));
    }

    /** The same without a {@code Connection:} header, as simple clients send it. */
    public HttpReply getPlainly(String path) {
        return exchange(path).run(request(path, false));
    }

    /** The same in two segments, cut behind {@code bytes} bytes. */
    public HttpReply getInTwo(String path, int bytes) {
        byte[] whole = request(path, true);
        int cut = Math.min(bytes, whole.length);
        byte[] first = Arrays.copyOf(whole, cut);
        byte[] second = Arrays.copyOfRange(whole, cut, whole.length);
        return exchange(path).run(first, second);
    }

    /** Sends these bytes and reads a reply, for requests that no client would send. */
    public HttpReply send(String what, byte[] request) {
        return exchange(what).run(request);
    }

    /** Whether a path is answered at all, with any status: the query for the start-up mode. */
    public boolean answers(String path) {
        try {
            get(path);
            return true;
        } catch (HttpFault fault) {
            if (fault.kind() == Kind.REFUSED || fault.kind() == Kind.NO_REPLY || fault.kind() == Kind.TIMED_OUT) {
                return false;
            }
            throw fault;
        }
    }

    /** Fetches the config page and takes its form. */
    public Form form() {
        HttpReply reply = get(map.path());
        if (reply.status() != 200) {
            throw new HttpFault(Kind.STATUS, "the config page from " + address, "status " + reply.status(), null);
        }
        Form form = Form.of(Jsoup.parse(reply.text()));
        if (form == null) {
            throw new HttpFault(Kind.NO_FORM, "a form on the config page from " + address,
                "%d bytes without one".formatted(reply.body().length), null);
        }
        return form;
    }

    /** The same, which must have these fields. */
    public Form form(Set<String> fields) {
        Form form = form();
        Set<String> missing = new TreeSet<>(fields);
        missing.removeAll(form.values().keySet());
        if (!missing.isEmpty()) {
            throw new HttpFault(Kind.NO_FORM, "a form with %d fields on the config page from %s".formatted(fields.size(), address),
                "%d fields, without %s".formatted(form.values().size(), String.join(", ", missing)), null);
        }
        return form;
    }

    /**
     * What a person does: opens the page, changes fields, presses Save.
     *
     * @param changes by field; check boxes "true" or "false"
     */
    public HttpReply save(Map<String, String> changes) {
        return save(form(), changes);
    }

    /** Presses Save on a page that is open already. */
    public HttpReply save(Form form, Map<String, String> changes) {
        return get(map.save() + "?" + form.query(changes));
    }

    /** Presses Reset. */
    public HttpReply reset() {
        return get(map.reset());
    }

    /**
     * Begins requests for the page at the same time and leaves them half-sent: each holds memory of
     * the board until it is closed.
     */
    public HalfSentRequests halfSent(int count) {
        return halfSent(count, 0);
    }

    /** The same with requests of at least {@code bytes} bytes, all but their ends sent. */
    public HalfSentRequests halfSent(int count, int bytes) {
        String head = "GET %s HTTP/1.1\r\nHost: %s\r\n".formatted(map.path(), address.host());
        String begun = head + cookie(bytes - head.length()) + "User-Agent: half a reque";
        return HalfSentRequests.open(exchange(map.path()), count, begun.getBytes(StandardCharsets.US_ASCII),
            "st\r\nConnection: close\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    }

    /** Several browsers that open the page in the same instant; the answers of those that got one. */
    public List<HttpReply> fetchAtOnce(int browsers) {
        return fetchAtOnce(browsers, 0);
    }

    /** The same with requests of at least {@code bytes} bytes, as browsers send them that carry cookies. */
    public List<HttpReply> fetchAtOnce(int browsers, int bytes) {
        byte[] usual = request(map.path(), true);
        String whole = new String(usual, 0, usual.length - 2, StandardCharsets.US_ASCII) + cookie(bytes - usual.length) + "\r\n";
        try (HalfSentRequests requests = HalfSentRequests.open(exchange(map.path()), browsers, new byte[0],
                whole.getBytes(StandardCharsets.US_ASCII))) {
            return requests.finish();
        }
    }

    /** A header line of about {@code bytes} bytes; none when nothing is to be filled. */
    private static String cookie(int bytes) {
        String name = "Cookie: c=";
        return bytes <= 0 ? "" : name + "c".repeat(Math.max(0, bytes - name.length() - 2)) + "\r\n";
    }

    private HttpExchange exchange(String what) {
        String shown = what.contains("=") && what.length() > 60 ? what.substring(0, what.indexOf('=') + 1) + "..." : what;
        return new HttpExchange(address, "GET " + shown, () -> Deadline.after(replyTime, clock), health);
    }

    private byte[] request(String path, boolean connection) {
        return ("GET %s HTTP/1.1\r\nHost: %s\r\nUser-Agent: espalier\r\nAccept: */*\r\n%s\r\n".formatted(path,
            address.host(), connection ? "Connection: close\r\n" : "")).getBytes(StandardCharsets.US_ASCII);
    }
}
